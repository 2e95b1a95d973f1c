package io.jangada.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Reacts to SIGTERM, SIGINT and SIGHUP: the first asks for an orderly stop, the second ends the
 * process at once. A shutdown hook could do neither: the process would not end with 0, and what
 * comes second would not reach it. The JDK's only interface for this is not part of its API, so it
 * is called by reflection.
 */
final class Signals {
    private static final List<String> STOPPING = List.of("TERM", "INT", "HUP");
    private static final int KILLED = 128;

    private final Runnable stop;
    private boolean stopping;

    private Signals(Runnable stop) {
        this.stop = stop;
    }

    /** Calls {@code stop} at the first signal, on a thread of its own. */
    static void onFirst(Runnable stop) {
        Signals signals = new Signals(stop);
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, arguments) -> {
                                if (method.getName().equals("handle") && arguments != null) {
                                    signals.arrived(arguments[0].hashCode());
                                }
                                return method.getName().equals("hashCode") ? 1 : null;
                            });
            for (String name : STOPPING) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            Throwable cause =
                    absent instanceof InvocationTargetException ? absent.getCause() : absent;
            System.getLogger(Signals.class.getName())
                    .log(System.Logger.Level.WARNING, "no orderly stop on signals: " + cause);
        }
    }

    private synchronized void arrived(int number) {
        if (stopping) {
            Runtime.getRuntime().halt(KILLED + number);
        }
        stopping = true;
        stop.run();
    }
}
