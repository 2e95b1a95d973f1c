package io.jangada.node;

import java.security.SecureRandom;

final class SystemChance implements Chance {
    private final SecureRandom random = new SecureRandom();

    @Override
    public long bits() {
        long bits = random.nextLong();
        return bits == 0 ? 1 : bits;
    }

    @Override
    public long draw(long min, long max) {
        return random.nextLong(min, max);
    }
}
