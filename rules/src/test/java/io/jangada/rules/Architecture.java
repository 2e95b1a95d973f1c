package io.jangada.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules themselves. Each one is applied to a module by {@link ArchitectureTest}, and to a
 * deliberately bad class too.
 */
final class Architecture {
    /** What deterministic code without clock, chance, threads or input and output is made of. */
    private static final Set<String> PURE_PACKAGES =
            Set.of(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.util.zip",
                    "org.jspecify.annotations");

    /**
     * Types of those packages that are a clock, chance, a thread, the machine, or iterate in hash
     * order.
     */
    private static final Set<String> IMPURE_TYPES =
            Set.of(
                    "java.lang.InheritableThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.ScopedValue",
                    "java.lang.System$Logger",
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.GregorianCalendar",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.Hashtable",
                    "java.util.IdentityHashMap",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.util.UUID",
                    "java.util.WeakHashMap");

    /** The hand-over from the store's one writer to its readers needs these and no more. */
    private static final Set<String> READERS_OF_KV =
            Set.of(
                    "java.util.concurrent.ConcurrentHashMap",
                    "java.util.concurrent.ConcurrentNavigableMap",
                    "java.util.concurrent.ConcurrentSkipListMap");

    /** What a simulated run needs of the ports that it implements: exceptions, and answers. */
    private static final Set<String> PORTS =
            Set.of(
                    "java.io.IOException",
                    "java.io.UncheckedIOException",
                    "java.nio.file.NoSuchFileException",
                    "java.util.concurrent.CompletableFuture");

    /** A hash map may find one key, but nothing may depend on its order. */
    private static final Set<String> FINDING_ONE_KEY = Set.of("<init>", "get", "put", "remove");

    private static final Set<String> IMPURE_CALLS =
            Set.of(
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.util.Collections.shuffle",
                    "java.util.Map.copyOf",
                    "java.util.Map.of",
                    "java.util.Map.ofEntries",
                    "java.util.Set.copyOf",
                    "java.util.Set.of",
                    "java.util.stream.Collectors.toSet",
                    "java.util.stream.Collectors.toUnmodifiableMap",
                    "java.util.stream.Collectors.toUnmodifiableSet",
                    "java.util.stream.Stream.parallel");

    /** Collectors that make a HashMap unless the last but one parameter makes another map. */
    private static final Map<String, Integer> PARAMETERS_WITH_A_MAP_OF_ONES_OWN =
            Map.of(
                    "java.util.stream.Collectors.toMap",
                    4,
                    "java.util.stream.Collectors.groupingBy",
                    3);

    private static final Set<String> STARTERS_OF_THREADS =
            Set.of(
                    "java.lang.Thread.<init>",
                    "java.lang.Thread.ofPlatform",
                    "java.lang.Thread.ofVirtual",
                    "java.lang.Thread.startVirtualThread",
                    "java.util.Timer.<init>",
                    "java.util.stream.Stream.parallel");

    private static final Set<String> POOLS =
            Set.of(
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.ForkJoinPool",
                    "java.util.concurrent.ScheduledThreadPoolExecutor",
                    "java.util.concurrent.StructuredTaskScope",
                    "java.util.concurrent.ThreadPoolExecutor");

    private Architecture() {}

    static ArchRule pure() {
        return rule(
                "be pure: no clock, chance, thread, input or output, nothing that iterates in hash"
                        + " order",
                new PureTypes(type -> false),
                new BadAccess("impure", Architecture::impure),
                noModifiers(JavaModifier.VOLATILE, JavaModifier.SYNCHRONIZED),
                noType("java.lang.invoke.VarHandle"));
    }

    static ArchRule pureWithReaders() {
        return rule(
                "be pure, apart from the hand-over to readers",
                new PureTypes(READERS_OF_KV::contains),
                new BadAccess("impure", Architecture::impure),
                new BadAccess("in hash order", Architecture::inHashOrder),
                noModifiers(JavaModifier.SYNCHRONIZED));
    }

    static ArchRule pureWithLocks() {
        return rule(
                "be pure, though many threads may call it",
                new PureTypes(type -> false),
                new BadAccess("impure", Architecture::impure));
    }

    static ArchRule simulated() {
        return rule(
                "depend on nothing but the seed: no clock, chance or thread of the machine's, no"
                        + " hash order",
                new PureTypes(PORTS::contains),
                new BadAccess("impure", Architecture::impure),
                new BadAccess("starts a thread", Architecture::startsThread),
                noModifiers(JavaModifier.VOLATILE, JavaModifier.SYNCHRONIZED),
                noType("java.lang.invoke.VarHandle"));
    }

    static ArchRule nothingForeign() {
        return rule(
                "depend on the JDK and on this project alone",
                new BadDependency(
                        "is foreign",
                        type ->
                                !type.getPackageName().startsWith("java.")
                                        && !type.getPackageName().startsWith("io.jangada.")
                                        && !type.getPackageName()
                                                .equals("org.jspecify.annotations")));
    }

    static ArchRule noNetworkNorOtherLog() {
        return rule(
                "not open sockets, and log through System.Logger alone",
                new BadDependency(
                        "is a socket or another log",
                        type ->
                                type.getPackageName().startsWith("java.net")
                                        || type.getPackageName().equals("java.nio.channels.spi")
                                        || type.getSimpleName()
                                                .matches(".*SocketChannel|DatagramChannel")
                                        || type.getPackageName().startsWith("java.util.logging")),
                new BadAccess("prints", Architecture::prints));
    }

    static ArchRule noHalt() {
        return rule(
                "leave the end of the JVM to the process",
                new BadAccess("ends the JVM", Architecture::halts));
    }

    /** Files named here may start threads; every other class is run by them. */
    static ArchRule noThreadsBut(Set<String> allowed) {
        DescribedPredicate<JavaClass> others =
                DescribedPredicate.describe(
                        "are not " + allowed, type -> !allowed.contains(outermost(type).getName()));
        return classes()
                .that(others)
                .should(new BadAccess("starts a thread", Architecture::startsThread))
                .allowEmptyShould(true);
    }

    static ArchRule noJavaSerialization() {
        return rule(
                "not read serialized objects",
                new BadDependency(
                        "reads serialized objects",
                        type -> type.getName().equals("java.io.ObjectInputStream")));
    }

    static ArchRule noCycles() {
        return slices().matching("io.jangada.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    /** Dependencies point downwards, whatever the poms happen to allow. */
    static ArchRule onlyDependOn(Set<Module> reach, Map<String, Module> moduleOfClass) {
        return rule(
                "only depend on " + reach,
                new BadDependency(
                        "is in a module out of reach",
                        type -> {
                            Module module = moduleOfClass.get(outermost(type).getName());
                            return module != null && !reach.contains(module);
                        }));
    }

    @SafeVarargs
    private static ArchRule rule(String description, ArchCondition<JavaClass>... conditions) {
        ArchCondition<JavaClass> all = conditions[0];
        for (int i = 1; i < conditions.length; i++) {
            all = all.and(conditions[i]);
        }
        return classes().should(all.as(description));
    }

    private static boolean impure(JavaAccess<?> access) {
        String target = name(access);
        if (target.startsWith("java.lang.System.")) {
            return !target.equals("java.lang.System.arraycopy");
        }
        Integer harmless = PARAMETERS_WITH_A_MAP_OF_ONES_OWN.get(target);
        if (harmless != null) {
            return parameters(access) < harmless;
        }
        return IMPURE_CALLS.contains(target) || target.endsWith(".parallelStream");
    }

    private static boolean inHashOrder(JavaAccess<?> access) {
        return access.getTargetOwner().getName().equals("java.util.concurrent.ConcurrentHashMap")
                && !FINDING_ONE_KEY.contains(access.getTarget().getName());
    }

    private static boolean prints(JavaAccess<?> access) {
        String target = name(access);
        return target.equals("java.lang.System.out")
                || target.equals("java.lang.System.err")
                || target.endsWith(".printStackTrace");
    }

    private static boolean halts(JavaAccess<?> access) {
        String target = name(access);
        return target.equals("java.lang.System.exit")
                || target.equals("java.lang.Runtime.halt")
                || target.equals("java.lang.Runtime.exit");
    }

    private static boolean startsThread(JavaAccess<?> access) {
        String target = name(access);
        boolean commonPool =
                target.startsWith("java.util.concurrent.CompletableFuture.")
                        && target.endsWith("Async");
        return commonPool
                || target.endsWith(".parallelStream")
                || STARTERS_OF_THREADS.contains(target)
                || POOLS.contains(access.getTargetOwner().getName());
    }

    private static String name(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private static int parameters(JavaAccess<?> access) {
        String target = access.getTarget().getFullName();
        String list = target.substring(target.indexOf('(') + 1, target.lastIndexOf(')'));
        return list.isEmpty() ? 0 : list.split(",", -1).length;
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }

    private static ArchCondition<JavaClass> noType(String name) {
        return new BadDependency("is not for this module", type -> type.getName().equals(name));
    }

    private static ArchCondition<JavaClass> noModifiers(JavaModifier... modifiers) {
        Set<JavaModifier> banned = Set.of(modifiers);
        return new ArchCondition<>("have no member that is one of " + banned) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMembers().stream()
                        .filter(member -> member.getModifiers().stream().anyMatch(banned::contains))
                        .map(member -> member.getFullName() + " is one of " + banned)
                        .forEach(message ->
                                events.add(SimpleConditionEvent.violated(type, message)));
            }
        };
    }

    /** Reports every dependency whose target a predicate calls bad. */
    private static class BadDependency extends ArchCondition<JavaClass> {
        private final String fault;
        private final Predicate<JavaClass> bad;

        BadDependency(String fault, Predicate<JavaClass> bad) {
            super("not use a type that " + fault);
            this.fault = fault;
            this.bad = bad;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive() && bad.test(target)) {
                    String message =
                            target.getName() + " " + fault + ": " + dependency.getDescription();
                    events.add(SimpleConditionEvent.violated(type, message));
                }
            }
        }
    }

    private static final class PureTypes extends BadDependency {
        PureTypes(Predicate<String> allowedBesides) {
            super("is impure", type -> !pure(type) && !allowedBesides.test(type.getName()));
        }

        private static boolean pure(JavaClass type) {
            if (IMPURE_TYPES.contains(type.getName())) {
                return false;
            }
            return type.getPackageName().startsWith("io.jangada.")
                    || PURE_PACKAGES.contains(type.getPackageName())
                    || type.getName().equals("java.time.Duration");
        }
    }

    /** Reports every call, reference or field access that a predicate calls bad. */
    private static final class BadAccess extends ArchCondition<JavaClass> {
        private final String fault;
        private final Predicate<JavaAccess<?>> bad;

        BadAccess(String fault, Predicate<JavaAccess<?>> bad) {
            super("not use a member that " + fault);
            this.fault = fault;
            this.bad = bad;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (bad.test(access)) {
                    String message = name(access) + " " + fault + ": " + access.getDescription();
                    events.add(SimpleConditionEvent.violated(type, message));
                }
            }
        }
    }
}
