package io.jangada.client;

import io.jangada.client.Printer.EndpointHealth;
import io.jangada.client.Printer.EndpointStatus;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks every endpoint the same, all at once; answers come in the order of the endpoints. */
record EndpointCommands(Client client, List<String> endpoints, Console console) {

    /** The key that is read to see whether reads work; whether it exists does not matter. */
    private static final Operation.Get PROBE = Operation.Get.of(Range.key("health"));

    /** True when every endpoint answered. */
    boolean status(Printer printer) {
        List<CompletableFuture<MemberStatus>> asked =
                endpoints.stream().map(client.async()::status).toList();
        List<EndpointStatus> answers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String endpoint = endpoints.get(i);
            try {
                answers.add(new EndpointStatus(Text.of(endpoint), Client.await(asked.get(i))));
            } catch (CallException failure) {
                console.err(
                        "Failed to get the status of endpoint %s (%s)\n"
                                .formatted(Text.of(endpoint), Ctl.reason(failure)));
            }
        }
        printer.statuses(answers);
        return answers.size() == endpoints.size();
    }

    /** Asks the one that leads to leave the lead to {@code to}; gives who led until then. */
    long moveLeader(long to) {
        List<CompletableFuture<MemberStatus>> asked =
                endpoints.stream().map(client.async()::status).toList();
        CallException silent = null;
        for (int i = 0; i < asked.size(); i++) {
            try {
                MemberStatus status = Client.await(asked.get(i));
                if (status.leader() == status.header().memberId()) {
                    client.at(endpoints.get(i)).moveLeader(to);
                    return status.leader();
                }
            } catch (CallException.NotLeader later) {
                throw later;
            } catch (CallException failure) {
                silent = failure;
            }
        }
        if (silent != null) {
            throw silent;
        }
        throw new Mistake("no leader endpoint given at [" + String.join(" ", endpoints) + "]");
    }

    /** True when every endpoint is well. */
    boolean health(Printer printer) {
        List<CompletableFuture<EndpointHealth>> asked =
                endpoints.stream().map(this::healthAsync).toList();
        List<EndpointHealth> answers = asked.stream().map(Client::await).toList();
        printer.healths(answers);
        return answers.stream().allMatch(answer -> answer.error() == null);
    }

    private CompletableFuture<EndpointHealth> healthAsync(String endpoint) {
        Client one = client.at(endpoint);
        long start = System.nanoTime();
        return one.async()
                .get(PROBE)
                .handle((_, error) -> trouble(error))
                .thenCompose(trouble ->
                        trouble.isEmpty()
                                ? one.async().alarms().handle(EndpointCommands::alarm)
                                : CompletableFuture.completedFuture(trouble))
                .thenApply(trouble ->
                        new EndpointHealth(
                                Text.of(endpoint),
                                System.nanoTime() - start,
                                trouble.isEmpty() ? null : trouble));
    }

    /** Empty when the read shows that the endpoint is well: even a refusal took an agreement. */
    private static String trouble(@Nullable Throwable error) {
        return switch (error) {
            case null -> "";
            case CallException failure when failure.code().equals("PERMISSION_DENIED") -> "";
            case CallException failure -> Ctl.reason(failure);
            default -> Text.of(String.valueOf(error.getMessage()));
        };
    }

    /** A server without alarms has none to report. */
    private static String alarm(@Nullable List<String> alarms, @Nullable Throwable error) {
        if (error instanceof CallException failure
                && (failure.code().equals("UNIMPLEMENTED")
                        || failure.code().equals("PERMISSION_DENIED"))) {
            return "";
        }
        if (alarms == null) {
            return "Unable to fetch the alarm list";
        }
        return alarms.isEmpty() ? "" : "Active Alarm(s): " + String.join(" ", alarms) + " ";
    }
}
