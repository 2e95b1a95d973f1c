package io.jangada.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The modules and what each may build on; a module may also use what its neighbours build on. */
enum Module {
    RAFT,
    KV,
    NODE,
    DATABASE,
    API,
    TRANSPORT,
    EXAMPLES,
    CLIENT,
    SERVER,
    BENCH,
    SIM;

    /** These carry the risk, so nothing foreign runs in them. */
    static final Set<Module> WITHOUT_DEPENDENCIES = EnumSet.of(RAFT, KV, NODE, DATABASE);

    private Set<Module> neighbours() {
        return switch (this) {
            case RAFT, KV, API -> Set.of();
            case NODE -> Set.of(RAFT);
            case DATABASE -> Set.of(NODE, KV);
            case TRANSPORT -> Set.of(NODE);
            case EXAMPLES -> Set.of(TRANSPORT);
            case CLIENT -> Set.of(API);
            case SERVER -> Set.of(DATABASE, TRANSPORT, API);
            case BENCH -> Set.of(SERVER, CLIENT);
            case SIM -> Set.of(DATABASE, CLIENT);
        };
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** This module and everything below it. */
    Set<Module> reach() {
        Set<Module> reach = EnumSet.of(this);
        neighbours().forEach(neighbour -> reach.addAll(neighbour.reach()));
        return reach;
    }

    Path pom() {
        return root().resolve(folder()).resolve("pom.xml");
    }

    Path classFolder() {
        return root().resolve(folder()).resolve("target/classes");
    }

    JavaClasses classes() {
        return new ClassFileImporter().importPath(classFolder());
    }

    static JavaClasses everything() {
        return new ClassFileImporter()
                .importPaths(
                        EnumSet.allOf(Module.class).stream().map(Module::classFolder).toList());
    }

    /** The clone: the folder above the module that the tests run in. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/SECTIONS.txt"))) {
            Path above = folder.getParent();
            if (above == null) {
                throw new IllegalStateException(
                        "not inside a clone: " + Path.of("").toAbsolutePath());
            }
            folder = above;
        }
        return folder;
    }
}
