package io.jangada.client.retry;

/** What follows a failed attempt. */
public sealed interface Decision {

    /** Try again, no sooner than after so many nanoseconds. */
    record Again(long delayNanos) implements Decision {
        public Again {
            if (delayNanos < 0) {
                throw new IllegalArgumentException("delay is negative: " + delayNanos);
            }
        }
    }

    /** Tell the caller. */
    record GiveUp(Outcome outcome) implements Decision {}

    /** What the caller may believe about a call that was given up. */
    enum Outcome {
        /** It had no effect and never will have. */
        FAILED,
        /** It may have had its effect, or may have it later. */
        UNKNOWN
    }
}
