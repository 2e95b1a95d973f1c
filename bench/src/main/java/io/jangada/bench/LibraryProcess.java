package io.jangada.bench;

import io.jangada.bench.Load.Measured;
import io.jangada.bench.Trio.Product;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One product's {@link Trio} in a JVM of its own, so that its processor time is its alone. It takes
 * orders line by line on its standard input, {@code run IN_FLIGHT SECONDS} and {@code verify},
 * answers each with one line, and ends with its input.
 */
final class LibraryProcess implements Closeable {
    private static final long END_SECONDS = 15;
    private static final String READY = "ready";

    private final Product product;
    private final Path log;
    private final Process process;
    private final PrintWriter orders;
    private final BufferedReader answers;

    private LibraryProcess(Product product, Path log, Process process) {
        this.product = product;
        this.log = log;
        this.process = process;
        this.orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static LibraryProcess start(Product product, Path directory) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx3g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseCompactObjectHeaders",
                        // The RPC of jraft otherwise writes logs into the home of the user.
                        "-Dsofa.middleware.log.disable=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LibraryProcess.class.getName(),
                        product.name(),
                        directory.toString());
        Path log = directory.resolve(product.label + ".log");
        // When jraft is overloaded it leaves descriptions of itself where it runs.
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectError(log.toFile())
                        .start();
        LibraryProcess started = new LibraryProcess(product, log, process);
        try {
            // Options of the JVM may make it talk before.
            while (!started.answer().equals(READY)) {}
            return started;
        } catch (IOException failed) {
            started.close();
            throw failed;
        }
    }

    Measured run(int inFlight, double seconds) throws IOException {
        orders.println("run " + inFlight + " " + seconds);
        String[] figures = answer().split(" ", -1);
        return new Measured(
                Long.parseLong(figures[0]),
                Double.parseDouble(figures[1]),
                Long.parseLong(figures[2]),
                Long.parseLong(figures[3]),
                Long.parseLong(figures[4]));
    }

    /** How many entries were acknowledged, all of which all three members applied, and no other. */
    long verify() throws IOException {
        orders.println("verify");
        return Long.parseLong(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            List<String> said = Files.readAllLines(log);
            throw new IOException(
                    product.label + " failed: " + (said.isEmpty() ? "no word" : said.getLast()));
        }
        return line;
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The other end. The last line on standard error says what failed. */
    public static void main(String[] arguments) {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        System.setOut(System.err);
        try (Trio trio = Trio.start(Product.valueOf(arguments[0]), Path.of(arguments[1]))) {
            obey(new TrioLoad(trio), answers);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            System.err.println(failed.getMessage());
            Runtime.getRuntime().halt(1);
        }
        System.exit(0);
    }

    private static void obey(TrioLoad load, PrintStream answers)
            throws IOException, InterruptedException {
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        answers.println(READY);
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] order = line.split(" ", -1);
            if (order[0].equals("verify")) {
                answers.println(load.verify());
            } else {
                Measured measured =
                        load.run(Integer.parseInt(order[1]), Double.parseDouble(order[2]));
                answers.println(
                        measured.operations()
                                + " "
                                + measured.seconds()
                                + " "
                                + measured.cpuMicros()
                                + " "
                                + measured.p50Micros()
                                + " "
                                + measured.p99Micros());
            }
        }
    }
}
