package io.jangada.rules.bad;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the store may do for its readers and the protocol may not. */
public final class Readers {
    private final ConcurrentNavigableMap<String, String> map = new ConcurrentSkipListMap<>();

    public int size() {
        return map.size();
    }
}
