package io.jangada.sim.mutants;

/**
 * One replacement in one file.
 *
 * @param file the file's path from the root of the clone
 * @param find a text that is in the file once
 * @param put what is to stand in its place
 */
public record Edit(String file, String find, String put) {
    /** The module that the file belongs to. */
    String module() {
        return file.substring(0, Math.max(0, file.indexOf('/')));
    }
}
