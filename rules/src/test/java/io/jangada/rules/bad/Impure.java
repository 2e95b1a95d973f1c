package io.jangada.rules.bad;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every method here is something that the protocol and the store must not do. */
public final class Impure {
    public long nanoTime() {
        return System.nanoTime();
    }

    public long wallTime() {
        return System.currentTimeMillis();
    }

    public @Nullable Instant instant() {
        return null;
    }

    public @Nullable Clock clock() {
        return null;
    }

    public double mathRandom() {
        return Math.random();
    }

    public @Nullable Random random() {
        return null;
    }

    public @Nullable SplittableRandom splittable() {
        return null;
    }

    public @Nullable UUID uuid() {
        return null;
    }

    public void shuffle(List<String> list) {
        Collections.shuffle(list);
    }

    public int identity() {
        return System.identityHashCode(this);
    }

    public @Nullable String environment() {
        return System.getenv("HOME");
    }

    public Object hashMap() {
        return new HashMap<String, String>(1);
    }

    public Object hashSet() {
        return new HashSet<String>(1);
    }

    public Map<String, String> mapOf() {
        return Map.of("a", "b");
    }

    public Set<String> setOf() {
        return Set.of("a", "b");
    }

    public Function<String, Set<String>> setOfByReference() {
        return Set::of;
    }

    public Set<String> collected(Stream<String> stream) {
        return stream.collect(Collectors.toSet());
    }

    public Map<Integer, List<String>> grouped(Stream<String> stream) {
        return stream.collect(Collectors.groupingBy(String::length));
    }

    public Map<String, String> mapped(Stream<String> stream) {
        return stream.collect(Collectors.toMap(key -> key, key -> key));
    }

    public Stream<String> parallel(Stream<String> stream) {
        return stream.parallel();
    }

    public String thread() {
        return Thread.currentThread().getName();
    }

    public @Nullable AtomicLong atomic() {
        return null;
    }

    public @Nullable ReentrantLock lock() {
        return null;
    }

    public @Nullable CompletableFuture<String> future() {
        return null;
    }

    public @Nullable ConcurrentHashMap<String, String> concurrentMap() {
        return null;
    }

    public Object iterated(ConcurrentHashMap<String, String> map) {
        return map.values();
    }

    public @Nullable ByteArrayOutputStream stream() {
        return null;
    }

    public @Nullable FileChannel channel() {
        return null;
    }

    public @Nullable Path file() {
        return null;
    }

    public @Nullable InetAddress network() {
        return null;
    }

    public System.@Nullable Logger logger() {
        return null;
    }

    public synchronized int locked() {
        return 1;
    }

    public Supplier<VarHandle> varHandle() {
        return () -> MethodHandles.arrayElementVarHandle(int[].class);
    }
}
