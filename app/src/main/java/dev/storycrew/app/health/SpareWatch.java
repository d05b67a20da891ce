package dev.storycrew.app.health;

import dev.storycrew.app.Services;
import dev.storycrew.core.text.Counted;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells people when a stage's process has no partitions, and when it gets some. */
public final class SpareWatch {
    private final Services services;
    private final String name;
    private int told = Integer.MAX_VALUE;
    private boolean toldOfTwin;

    public SpareWatch(Services services, String name) {
        this.services = services;
        this.name = name;
    }

    /** What has changed since the last look, as a line. */
    public Optional<String> look() {
        if (services.fencings() > 0 && !toldOfTwin) {
            toldOfTwin = true;
            return Optional.of(name + ": another process is running under this instance id, and the two are taking each"
                    + " other's work; give each its own --instance");
        }
        OptionalInt partitions = services.partitions();
        if (partitions.isEmpty() || (partitions.getAsInt() == 0) == (told == 0)) {
            return Optional.empty();
        }
        boolean first = told == Integer.MAX_VALUE;
        told = partitions.getAsInt();
        if (told == 0) {
            return Optional.of(name + ": other processes have all the partitions; waiting as a spare");
        }
        return first
                ? Optional.empty()
                : Optional.of(name + ": no longer a spare; working on " + Counted.of(told, "partition"));
    }
}
