package io.jangada.sim.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The obvious disk: each change of a name and each unit of 512 bytes that is not as it was when it
 * was last forced may or may not be there after a cut of the power. It compares all bytes, and a
 * file is known by its number.
 */
final class Naive {
    private final TreeMap<Integer, byte[]> now = new TreeMap<>();
    private final TreeMap<Integer, byte[]> forced = new TreeMap<>();
    final TreeMap<String, Integer> names = new TreeMap<>();
    private final TreeMap<String, Integer> forcedNames = new TreeMap<>();
    private final List<String[]> changes = new ArrayList<>();
    private int numbers;

    void create(String file, int bytes) {
        if (!names.containsKey(file)) {
            int number = numbers++;
            names.put(file, number);
            forced.put(number, new byte[0]);
            changes.add(new String[] {"put", file, String.valueOf(number)});
        }
        now.put(at(names, file), new byte[bytes]);
    }

    void write(String file, int position, byte[] bytes) {
        byte[] old = at(now, at(names, file));
        byte[] fresh = new byte[Math.max(old.length, position + bytes.length)];
        for (int i = 0; i < old.length; i++) {
            fresh[i] = old[i];
        }
        for (int i = 0; i < bytes.length; i++) {
            fresh[position + i] = bytes[i];
        }
        now.put(at(names, file), fresh);
    }

    void truncate(String file, int bytes) {
        byte[] old = at(now, at(names, file));
        byte[] fresh = new byte[Math.min(bytes, old.length)];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = old[i];
        }
        now.put(at(names, file), fresh);
    }

    void force(String file) {
        forced.put(at(names, file), at(now, at(names, file)).clone());
    }

    void forceDirectory() {
        forcedNames.clear();
        forcedNames.putAll(names);
        changes.clear();
    }

    void rename(String from, String to) {
        int number = at(names, from);
        names.remove(from);
        names.put(to, number);
        changes.add(new String[] {"move", from, to, String.valueOf(number)});
    }

    void delete(String file) {
        names.remove(file);
        changes.add(new String[] {"delete", file});
    }

    byte[] contents(String file) {
        return at(now, at(names, file));
    }

    /** What is pending, each as a word. */
    List<String> pending() {
        List<String> pending = new ArrayList<>();
        TreeSet<Integer> reachable = new TreeSet<>(names.values());
        reachable.addAll(forcedNames.values());
        for (String[] change : changes) {
            if (!change[0].equals("delete")) {
                reachable.add(Integer.valueOf(change[change.length - 1]));
            }
        }
        for (int number : reachable) {
            byte[] fresh = at(now, number);
            if (fresh.length != at(forced, number).length) {
                pending.add("size " + number);
            }
            for (int unit = 0; unit * 512 < fresh.length; unit++) {
                if (differs(number, unit)) {
                    pending.add("unit " + number + " " + unit);
                }
            }
        }
        for (int i = 0; i < changes.size(); i++) {
            pending.add("name " + i);
        }
        return pending;
    }

    private boolean differs(int number, int unit) {
        byte[] fresh = at(now, number);
        byte[] old = at(forced, number);
        for (int at = unit * 512; at < Math.min(unit * 512 + 512, fresh.length); at++) {
            if (fresh[at] != (at < old.length ? old[at] : 0)) {
                return true;
            }
        }
        return false;
    }

    /** The directory after a cut, as text, when these of the pending words land. */
    String after(Set<String> landing) {
        TreeMap<String, Integer> found = new TreeMap<>(forcedNames);
        for (int i = 0; i < changes.size(); i++) {
            String[] change = changes.get(i);
            if (landing.contains("name " + i)) {
                if (!change[0].equals("put")) {
                    found.remove(change[1]);
                }
                if (!change[0].equals("delete")) {
                    found.put(
                            change[change.length - 2], Integer.valueOf(change[change.length - 1]));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        found.forEach((name, number) -> text.append(line(name, landed(number, landing))));
        return text.toString();
    }

    private byte[] landed(int number, Set<String> landing) {
        byte[] fresh = at(now, number);
        byte[] old = at(forced, number);
        byte[] landed = new byte[landing.contains("size " + number) ? fresh.length : old.length];
        for (int at = 0; at < landed.length; at++) {
            boolean lands = landing.contains("unit " + number + " " + at / 512);
            landed[at] = lands && at < fresh.length ? fresh[at] : at < old.length ? old[at] : 0;
        }
        return landed;
    }

    private static <K, V> V at(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    static String line(String name, byte[] bytes) {
        return name + " " + bytes.length + " " + Arrays.hashCode(bytes) + "\n";
    }
}
