package io.jangada.node.storage;

import java.util.ArrayList;
import java.util.List;

/** What was found while a directory was read, in the order in which it was. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    void add(Finding.Effect effect, String what) {
        all.add(new Finding(effect, what));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }

    /** One line each, for the operator. */
    List<String> lines() {
        return all.stream().map(Finding::what).toList();
    }
}
