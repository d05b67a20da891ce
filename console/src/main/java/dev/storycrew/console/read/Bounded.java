package dev.storycrew.console.read;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets: beyond its size, what was put in, or was used, longest ago. Not safe for use by many threads. */
public final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_SIZE = 16;
    private static final float LOAD = 0.75f;

    private final int most;

    private Bounded(int most, boolean byUse) {
        super(FIRST_SIZE, LOAD, byUse);
        this.most = most;
    }

    /** One that forgets what was put in longest ago. */
    public static <K, V> Bounded<K, V> byAge(int most) {
        return new Bounded<>(most, false);
    }

    /** One that forgets what was used longest ago. */
    public static <K, V> Bounded<K, V> byUse(int most) {
        return new Bounded<>(most, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
