package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

/** What a record is. The codes are part of the format. */
enum Type {
    /** An entry without a command. */
    NO_OP(1),
    /** An entry with a command. */
    COMMAND(2),
    /** An entry with a configuration. */
    CONFIGURATION(3),
    /** The log ends at {@code index} from here on. */
    TRUNCATE(16),
    /** {@code index}: the vote file's sequence at least; {@code term}: the boot epoch. */
    MARK(17),
    /** An entry whose bytes were lost in an ambiguous batch; the payload says kind and size. */
    FAULTY(18),
    /** The log is suspect from {@code index} on, until it is cut there or below. */
    SUSPECT(19),
    /** The log is empty from here on, and goes on behind {@code index} and {@code term}. */
    RESET(20);

    private final int code;

    Type(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    boolean isEntry() {
        return this == NO_OP || this == COMMAND || this == CONFIGURATION || this == FAULTY;
    }

    static @Nullable Type of(int code) {
        return switch (code) {
            case 1 -> NO_OP;
            case 2 -> COMMAND;
            case 3 -> CONFIGURATION;
            case 16 -> TRUNCATE;
            case 17 -> MARK;
            case 18 -> FAULTY;
            case 19 -> SUSPECT;
            case 20 -> RESET;
            default -> null;
        };
    }

    static Type of(Payload.Kind kind) {
        return switch (kind) {
            case NO_OP -> NO_OP;
            case COMMAND -> COMMAND;
            case CONFIGURATION -> CONFIGURATION;
        };
    }
}
