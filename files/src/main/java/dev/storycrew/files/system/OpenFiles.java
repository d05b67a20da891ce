package dev.storycrew.files.system;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** How many files this process may have open, sockets included. */
public final class OpenFiles {
    /** What a broker with all services needs: a run of three chapters had 741 open, and with 700 it waited for ever. */
    public static final long NEEDED = 1_000;

    static final String ADVICE = "raise the limit with ulimit -n 4096; about 1,000 are needed";

    private OpenFiles() {}

    /** This process's limit, {@code ulimit -n}; empty where the system has none. */
    public static OptionalLong limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? OptionalLong.of(system.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** What to tell about a limit; empty if it is high enough. */
    public static Optional<String> objectionTo(long limit) {
        return limit >= NEEDED
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT, "this process may have only %,d files open (ulimit -n); %s", limit, ADVICE));
    }
}
