package io.jangada.sim;

import io.jangada.sim.mutants.Catalogue;
import io.jangada.sim.mutants.Engine;
import io.jangada.sim.mutants.Misfit;
import io.jangada.sim.mutants.Mutant;
import io.jangada.sim.mutants.Workshop;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** One seed of the simulator over code with one mutant in it, in all its detail. */
final class MutatedRun {
    private MutatedRun() {}

    static int seed(String id, long seed) throws IOException {
        Path root = Path.of(System.getProperty("jangada.root", "")).toAbsolutePath();
        try (Workshop workshop = new Workshop(root, System.getProperty("java.class.path"))) {
            for (Mutant mutant : Catalogue.read(root)) {
                if (mutant.id().equals(id) && mutant.waits() == null) {
                    String family = mutant.engine() == Engine.SIM ? mutant.argument() : "mix";
                    try (URLClassLoader loader = workshop.loader(workshop.compile(mutant))) {
                        return run(loader, "sim", "--family", family, "--seed", "" + seed);
                    }
                }
            }
            return Main.refuse("no such mutant: " + id);
        } catch (Misfit misfit) {
            return Main.refuse(String.valueOf(misfit.getMessage()));
        }
    }

    private static int run(ClassLoader loader, String... arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return (int)
                    loader.loadClass(Main.class.getName())
                            .getMethod("run", String[].class)
                            .invoke(null, (Object) arguments);
        } catch (InvocationTargetException
                | ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException wrong) {
            throw new IllegalStateException("the code with the mutant cannot run", wrong);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
