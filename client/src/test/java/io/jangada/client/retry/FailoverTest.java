package io.jangada.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.retry.Decision.Again;
import io.jangada.client.retry.Decision.GiveUp;
import io.jangada.client.retry.Decision.Outcome;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/** {@link Retry} and {@link Endpoints} together, as a client uses them, in virtual time. */
final class FailoverTest {

    private static final long SECOND = 1_000_000_000;

    private final Endpoints endpoints = new Endpoints(3, 0);
    private final Random random = new Random(7);
    private long now;
    private int attempts;

    /** How a server answers at a time; null is success. */
    private interface Server {
        @Nullable Failure answer(int endpoint, long now);
    }

    /** Null when the call succeeded. */
    private @Nullable Outcome call(boolean repeatable, Server server) {
        long deadline = now + 5 * SECOND;
        attempts = 0;
        while (true) {
            int endpoint = endpoints.next(now);
            attempts++;
            Failure failure = server.answer(endpoint, now);
            now += failure == Failure.SLOW ? SECOND : SECOND / 1000;
            if (failure == null) {
                endpoints.answered(endpoint);
                return null;
            }
            endpoints.failed(endpoint, now, random.nextDouble());
            switch (Retry.STANDARD.decide(
                    repeatable, failure, attempts, 3, now, deadline, random.nextDouble())) {
                case Again again -> now += again.delayNanos();
                case GiveUp giveUp -> {
                    return giveUp.outcome();
                }
            }
        }
    }

    @Test
    void writeGoesAroundAServerThatIsDown() {
        for (int i = 0; i < 100; i++) {
            assertThat(call(false, (e, _) -> e == 1 ? Failure.NOT_SENT : null)).isNull();
            assertThat(attempts).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void callsWaitThroughATwoSecondOutageOfAll() {
        Server outage = (_, now) -> now < 2 * SECOND ? Failure.NOT_SENT : null;
        assertThat(call(false, outage)).isNull();
        assertThat(attempts).isBetween(5, 60);
        assertThat(now).isBetween(2 * SECOND, 3 * SECOND);
    }

    @Test
    void writeIsSentAtMostOnceWhateverHappens() {
        List<Failure> kinds = List.copyOf(EnumSet.allOf(Failure.class));
        for (int seed = 0; seed < 1_000; seed++) {
            Random faults = new Random(seed);
            int[] sent = new int[1];
            Server server =
                    (_, _) -> {
                        Failure failure = kinds.get(faults.nextInt(kinds.size()));
                        sent[0] += failure == Failure.NOT_SENT ? 0 : 1;
                        return failure;
                    };
            call(false, server);
            assertThat(sent[0]).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void callEndsByItsDeadlineWhenNobodyComesBack() {
        assertThat(call(true, (_, _) -> Failure.UNAVAILABLE)).isEqualTo(Outcome.FAILED);
        assertThat(now).isLessThanOrEqualTo(5 * SECOND);
        assertThat(attempts).isLessThanOrEqualTo(100);
    }
}
