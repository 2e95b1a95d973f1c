package io.jangada.client;

import java.util.List;

/** Says or changes who is a member. */
record MemberCommands(Flags flags, Printer printer) {

    /** Everything that can be wrong is found before {@code client} sends anything. */
    void run(String command, Client client) {
        switch (command) {
            case "add" -> add(client);
            case "remove" -> {
                long id = id();
                printer.memberChanged("removed from", id, client.removeMember(id));
            }
            case "update" -> {
                long id = id();
                printer.memberChanged("updated in", id, client.updateMember(id, urls()));
            }
            case "promote" -> {
                long id = id();
                printer.memberChanged("promoted in", id, client.promoteMember(id));
            }
            default -> printer.members(client.members());
        }
    }

    private void add(Client client) {
        List<String> arguments = flags.arguments();
        if (arguments.isEmpty()) {
            throw new Mistake("member name not provided");
        }
        if (arguments.size() > 1) {
            throw new Mistake("too many arguments");
        }
        List<String> urls = urls();
        printer.memberAdded(
                arguments.getFirst(), urls, client.addMember(urls, flags.on("--learner")));
    }

    private List<String> urls() {
        List<String> urls = flags.list("--peer-urls", List.of());
        if (urls.isEmpty() || urls.contains("")) {
            throw new Mistake("member peer urls not provided");
        }
        return urls;
    }

    private long id() {
        List<String> arguments = flags.arguments();
        if (arguments.size() != 1) {
            throw new Mistake("member ID is not provided");
        }
        try {
            return Flags.id(arguments.getFirst());
        } catch (Mistake notAnId) {
            throw new Mistake(
                    "bad member ID arg (%s), expecting ID in Hex".formatted(notAnId.getMessage()));
        }
    }
}
