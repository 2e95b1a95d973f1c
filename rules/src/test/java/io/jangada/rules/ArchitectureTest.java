package io.jangada.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import io.jangada.rules.bad.Deserializing;
import io.jangada.rules.bad.Foreign;
import io.jangada.rules.bad.Halting;
import io.jangada.rules.bad.Impure;
import io.jangada.rules.bad.Pure;
import io.jangada.rules.bad.Readers;
import io.jangada.rules.bad.Talkative;
import io.jangada.rules.bad.Threading;
import io.jangada.rules.bad.Volatile;
import io.jangada.rules.bad.cycle.one.One;
import io.jangada.rules.bad.cycle.two.Two;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which module may use what, read from the class files. */
final class ArchitectureTest {
    /** The one file of node that starts threads. */
    private static final Set<String> THREADS = Set.of("io.jangada.node.Threads");

    /**
     * Java 25 writes class files of major version 69; an importer that skips them would pass every
     * rule.
     */
    @ParameterizedTest
    @EnumSource
    void classFilesAreImported(Module module) {
        assertThat(module.classes()).as("classes of %s", module.folder()).isNotEmpty();
    }

    @Test
    void theImporterSeesMembersAndCallsOfJava25() throws IOException {
        JavaClass imported = of(Impure.class).get(Impure.class);
        try (var bytes = Impure.class.getResourceAsStream("Impure.class")) {
            assertThat(bytes).isNotNull();
            assertThat(bytes.readNBytes(8)[7]).as("class file version").isEqualTo((byte) 69);
        }
        assertThat(imported.getMethods()).hasSizeGreaterThan(10);
        assertThat(imported.getAccessesFromSelf()).hasSizeGreaterThan(10);
    }

    @Test
    void theProtocolIsPure() {
        Architecture.pure().check(Module.RAFT.classes());
    }

    @Test
    void theStoreIsPureApartFromItsReaders() {
        Architecture.pureWithReaders().check(Module.KV.classes());
    }

    /** So that a simulator can run the client's policy: no gRPC, no clock, no chance. */
    @Test
    void thePolicyOfTheClientIsPure() {
        DescribedPredicate<JavaClass> retry =
                JavaClass.Predicates.resideInAPackage("io.jangada.client.retry");
        JavaClasses policy = Module.CLIENT.classes().that(retry);
        Architecture.pureWithLocks().check(policy);
        Architecture.nothingForeign().check(policy);
    }

    /**
     * So that one seed is one run, on every machine (I24). The judge of histories is not part of a
     * run: it looks at what is over.
     */
    @Test
    void aSimulatedRunDependsOnItsSeedAlone() {
        DescribedPredicate<JavaClass> run =
                JavaClass.Predicates.resideInAnyPackage(
                        Stream.of("chance", "check", "disk", "load", "seed", "world")
                                .map("io.jangada.sim."::concat)
                                .toArray(String[]::new));
        JavaClasses classes = Module.SIM.classes().that(run);
        assertThat(classes).hasSizeGreaterThan(50);
        Architecture.simulated().check(classes);
    }

    @Test
    void whatDependsOnTheMachineIsSeen() {
        assertEveryMethodIsReported(Architecture.simulated(), Impure.class, List.of("future"));
        assertEveryMethodIsReported(Architecture.simulated(), Threading.class);
        assertReported(Architecture.simulated(), Volatile.class, "published");
        assertClean(Architecture.simulated(), Pure.class);
    }

    @Test
    void purityRulesSeeEveryViolation() {
        assertEveryMethodIsReported(Architecture.pure(), Impure.class);
        assertReported(Architecture.pure(), Volatile.class, "published");
        assertReported(Architecture.pure(), Readers.class, "ConcurrentSkipListMap");
        assertClean(Architecture.pure(), Pure.class);

        List<String> allowedInKv = List.of("varHandle", "concurrentMap");
        assertEveryMethodIsReported(Architecture.pureWithReaders(), Impure.class, allowedInKv);
        assertEveryMethodIsReported(
                Architecture.pureWithLocks(), Impure.class, List.of("varHandle", "locked"));
        assertClean(Architecture.pureWithLocks(), Pure.class);
        assertClean(Architecture.pureWithReaders(), Pure.class, Volatile.class, Readers.class);
    }

    @Test
    void modulesThatCarryRiskHaveNoForeignCode() {
        for (Module module : Module.WITHOUT_DEPENDENCIES) {
            Architecture.nothingForeign().check(module.classes());
        }
    }

    @Test
    void foreignCodeIsSeen() {
        assertEveryMethodIsReported(Architecture.nothingForeign(), Foreign.class);
        assertClean(Architecture.nothingForeign(), Pure.class, Impure.class);
    }

    @Test
    void driverAndDatabaseNeitherOpenSocketsNorPrintNorHalt() {
        for (Module module : Module.WITHOUT_DEPENDENCIES) {
            Architecture.noNetworkNorOtherLog().check(module.classes());
            Architecture.noHalt().check(module.classes());
        }
        Architecture.noHalt().check(Module.TRANSPORT.classes());
    }

    @Test
    void socketsPrintsAndHaltsAreSeen() {
        assertEveryMethodIsReported(Architecture.noNetworkNorOtherLog(), Talkative.class);
        assertEveryMethodIsReported(Architecture.noHalt(), Halting.class);
        assertClean(Architecture.noNetworkNorOtherLog(), Pure.class);
        assertClean(Architecture.noHalt(), Pure.class);
    }

    @Test
    void oneFileStartsThreads() {
        for (Module module : Module.WITHOUT_DEPENDENCIES) {
            Architecture.noThreadsBut(THREADS).check(module.classes());
        }
    }

    @Test
    void threadsElsewhereAreSeen() {
        assertEveryMethodIsReported(Architecture.noThreadsBut(THREADS), Threading.class);
        assertClean(Architecture.noThreadsBut(Set.of(Threading.class.getName())), Threading.class);
    }

    @Test
    void nothingReadsSerializedObjects() {
        Architecture.noJavaSerialization().check(Module.everything());
        assertEveryMethodIsReported(Architecture.noJavaSerialization(), Deserializing.class);
    }

    @Test
    void packagesHaveNoCycles() {
        Architecture.noCycles().check(Module.everything());
        assertReported(Architecture.noCycles(), List.of(One.class, Two.class), "Cycle detected");
    }

    @Test
    void dependenciesPointDownwards() {
        Map<String, Module> modules = new TreeMap<>();
        for (Module module : Module.values()) {
            for (JavaClass type : module.classes()) {
                Module other = modules.put(type.getName(), module);
                assertThat(other).as("%s is in two modules", type.getName()).isNull();
            }
        }
        for (Module module : Module.values()) {
            Architecture.onlyDependOn(module.reach(), modules).check(module.classes());
        }
    }

    @Test
    void aDependencyThatPointsUpwardsIsSeen() {
        Map<String, Module> modules =
                Map.of(One.class.getName(), Module.RAFT, Two.class.getName(), Module.NODE);
        assertReported(
                Architecture.onlyDependOn(Module.RAFT.reach(), modules), One.class, "out of reach");
        assertClean(Architecture.onlyDependOn(Module.NODE.reach(), modules), Two.class);
    }

    @ParameterizedTest
    @EnumSource
    void thePomAgrees(Module module) throws IOException {
        Set<Module> reach = module.reach();
        for (Dependency dependency : dependencies(Files.readString(module.pom()))) {
            if (dependency.test()) {
                continue;
            }
            if (dependency.group().equals("io.jangada")) {
                assertThat(reach)
                        .as("pom of %s", module.folder())
                        .contains(named(dependency.artifact()));
            } else {
                assertThat(Module.WITHOUT_DEPENDENCIES)
                        .as("%s depends on %s", module.folder(), dependency.artifact())
                        .doesNotContain(module);
            }
        }
    }

    @Test
    void everyModuleOfTheReactorIsUnderTheRules() throws IOException {
        List<String> reactor =
                Pattern.compile("<module>(.*)</module>")
                        .matcher(Files.readString(Module.root().resolve("pom.xml")))
                        .results()
                        .map(result -> result.group(1))
                        .filter(name -> !name.equals("rules"))
                        .toList();
        assertThat(reactor)
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.allOf(Module.class).stream().map(Module::folder).toList());
    }

    private record Dependency(String group, String artifact, boolean test) {}

    private static List<Dependency> dependencies(String pom) {
        return Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL)
                .matcher(pom)
                .results()
                .map(MatchResult::group)
                .map(text ->
                        new Dependency(
                                element(text, "groupId"),
                                element(text, "artifactId"),
                                element(text, "scope").equals("test")))
                .toList();
    }

    private static String element(String text, String name) {
        var matcher = Pattern.compile("<" + name + ">(.*?)</").matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static Module named(String artifact) {
        return Stream.of(Module.values())
                .filter(module -> module.folder().equals(artifact))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such module: " + artifact));
    }

    private static JavaClasses of(Class<?>... types) {
        return new ClassFileImporter().importClasses(types);
    }

    private static List<String> report(ArchRule rule, List<Class<?>> types) {
        return rule.evaluate(of(types.toArray(Class<?>[]::new))).getFailureReport().getDetails();
    }

    private static void assertClean(ArchRule rule, Class<?>... types) {
        assertThat(report(rule, Arrays.asList(types))).isEmpty();
    }

    private static void assertReported(ArchRule rule, Class<?> type, String fragment) {
        assertReported(rule, List.of(type), fragment);
    }

    private static void assertReported(ArchRule rule, List<Class<?>> types, String fragment) {
        assertThat(report(rule, types)).anySatisfy(line -> assertThat(line).contains(fragment));
    }

    private static void assertEveryMethodIsReported(ArchRule rule, Class<?> type) {
        assertEveryMethodIsReported(rule, type, List.of());
    }

    private static void assertEveryMethodIsReported(
            ArchRule rule, Class<?> type, List<String> allowed) {
        List<String> report = report(rule, List.of(type));
        for (Method method : type.getDeclaredMethods()) {
            if (method.isSynthetic()) {
                continue;
            }
            boolean reported =
                    report.stream().anyMatch(line -> line.contains("." + method.getName() + "("));
            assertThat(reported)
                    .as("%s is reported", method.getName())
                    .isEqualTo(!allowed.contains(method.getName()));
        }
    }
}
