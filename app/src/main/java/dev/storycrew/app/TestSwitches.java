package dev.storycrew.app;

import dev.storycrew.files.yaml.UnusableFileException;
import dev.storycrew.stages.runtime.CommitProbe;
import dev.storycrew.stages.runtime.Protections;
import dev.storycrew.stages.runtime.StageServiceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * What only the processes of a fault campaign are told, by system properties; without these everything is as it must be.
 *
 * @param protections of the stage runtime
 * @param deduplicates whether the router drops second results
 * @param probe ends or stops the process at a named point
 * @param sessionTimeout of stage services
 * @param drain how long calls in hand may take to end
 */
public record TestSwitches(
        Protections protections, boolean deduplicates, CommitProbe probe, Duration sessionTimeout, Duration drain) {
    /** Must be true for any of the others to count. */
    public static final String ALLOW = "storycrew.test.allow";

    /** A protection to do without: bitmap, fencing, revocation, dedup or starts. */
    public static final String WITHOUT = "storycrew.test.without";

    /** The file in which a campaign orders this process to end or stop at a point. */
    public static final String HALTS = "storycrew.test.halts";

    public static final String SESSION_MILLIS = "storycrew.test.session-ms";
    public static final String DRAIN_MILLIS = "storycrew.test.drain-ms";
    private static final String PREFIX = "storycrew.test.";

    /**
     * Reads them.
     *
     * @throws UnusableFileException when one is set and not allowed, or cannot be
     */
    public static TestSwitches of(Properties system) {
        boolean any = system.stringPropertyNames().stream().anyMatch(name -> name.startsWith(PREFIX));
        if (any && !Boolean.parseBoolean(system.getProperty(ALLOW))) {
            throw new UnusableFileException("system properties: " + PREFIX
                    + "* take protections away from paid work and" + " are for fault campaigns alone; remove them");
        }
        String without = system.getProperty(WITHOUT, "");
        Protections protections = switch (without) {
            case "", "dedup" -> Protections.ALL;
            case "bitmap" -> new Protections(false, true, true, true);
            case "fencing" -> new Protections(true, false, true, true);
            case "revocation" -> new Protections(true, true, false, true);
            case "starts" -> new Protections(true, true, true, false);
            default ->
                throw new UnusableFileException("system properties: " + WITHOUT + " must be bitmap, fencing,"
                        + " revocation, dedup or starts, but is '" + without + "'");
        };
        String halts = system.getProperty(HALTS);
        return new TestSwitches(
                protections,
                !without.equals("dedup"),
                halts == null ? CommitProbe.NONE : new HaltPoints(Path.of(halts)),
                millis(system, SESSION_MILLIS, StageServiceSettings.DEFAULT_SESSION_TIMEOUT),
                millis(system, DRAIN_MILLIS, StageServiceSettings.DEFAULT_DRAIN));
    }

    private static Duration millis(Properties system, String name, Duration usual) {
        String text = system.getProperty(name);
        return text == null ? usual : Duration.ofMillis(Long.parseLong(text));
    }
}
