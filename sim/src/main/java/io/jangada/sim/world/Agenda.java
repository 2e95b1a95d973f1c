package io.jangada.sim.world;

import java.util.Arrays;

/** Virtual time and what is to happen in it, as a binary heap; ties go by order of entry. */
final class Agenda {
    private long[] times = new long[1024];
    private long[] orders = new long[1024];
    private Runnable[] works = new Runnable[1024];
    private int size;
    private long entered;
    private long now;
    private long events;

    /** Nanoseconds since the start. */
    long now() {
        return now;
    }

    /** How many events there were. */
    long events() {
        return events;
    }

    int size() {
        return size;
    }

    void after(long nanos, Runnable work) {
        at(now + Math.max(0, nanos), work);
    }

    void at(long time, Runnable work) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            works = Arrays.copyOf(works, 2 * size);
        }
        int place = size++;
        long due = Math.max(now, time);
        long order = entered++;
        while (place > 0) {
            int above = (place - 1) / 2;
            if (!isBefore(due, order, above)) {
                break;
            }
            move(above, place);
            place = above;
        }
        put(place, due, order, work);
    }

    /** Runs the next event if it is due until {@code end}; otherwise time is {@code end}. */
    boolean step(long end) {
        if (size == 0 || times[0] > end) {
            now = Math.max(now, end);
            return false;
        }
        now = times[0];
        Runnable work = works[0];
        removeFirst();
        events++;
        work.run();
        return true;
    }

    private void removeFirst() {
        size--;
        long time = times[size];
        long order = orders[size];
        Runnable work = works[size];
        int place = 0;
        while (2 * place + 1 < size) {
            int below = 2 * place + 1;
            if (below + 1 < size && isBefore(times[below + 1], orders[below + 1], below)) {
                below++;
            }
            if (isBefore(time, order, below)) {
                break;
            }
            move(below, place);
            place = below;
        }
        put(place, time, order, work);
    }

    private boolean isBefore(long time, long order, int other) {
        return time != times[other] ? time < times[other] : order < orders[other];
    }

    private void move(int from, int to) {
        put(to, times[from], orders[from], works[from]);
    }

    private void put(int place, long time, long order, Runnable work) {
        times[place] = time;
        orders[place] = order;
        works[place] = work;
    }
}
