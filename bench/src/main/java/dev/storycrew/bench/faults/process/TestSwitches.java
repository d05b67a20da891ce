package dev.storycrew.bench.faults.process;

import dev.storycrew.app.ServiceHooks;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.stages.runtime.CommitProbe;
import dev.storycrew.stages.runtime.Protections;
import dev.storycrew.topology.router.Deduplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.jspecify.annotations.Nullable;

/** What a campaign tells its processes, by system properties. Nothing of this is on the class path of a service. */
public final class TestSwitches {
    /** A protection to remove: bitmap, fencing, revocation, dedup or starts. */
    public static final String WITHOUT = "storycrew.test.without";

    /** The file in which a campaign orders this process to end or stop at a point. */
    public static final String HALTS = "storycrew.test.halts";

    public static final String SESSION_MILLIS = "storycrew.test.session-ms";
    public static final String DRAIN_MILLIS = "storycrew.test.drain-ms";

    private TestSwitches() {}

    /**
     * Reads them.
     *
     * @throws UsageException if one has an invalid value
     */
    static ServiceHooks of(Properties system) {
        String without = system.getProperty(WITHOUT, "");
        String halts = system.getProperty(HALTS);
        return new ServiceHooks(
                protections(without),
                without.equals("dedup") ? new NoDeduplication() : Deduplication.ON,
                halts == null ? CommitProbe.NONE : new HaltPoints(Path.of(halts)),
                millis(system, SESSION_MILLIS, ServiceHooks.NONE.sessionTimeout()),
                millis(system, DRAIN_MILLIS, ServiceHooks.NONE.drain()));
    }

    private static Protections protections(String without) {
        return switch (without) {
            case "", "dedup" -> Protections.ALL;
            case "bitmap" ->
                new Protections() {
                    @Override
                    public String finishedBeyond(String committedMetadata) {
                        return "";
                    }
                };
            case "fencing" ->
                new Protections() {
                    @Override
                    public ConsumerGroupMetadata committingAs(ConsumerGroupMetadata member) {
                        return new ConsumerGroupMetadata(member.groupId());
                    }
                };
            case "revocation" ->
                new Protections() {
                    @Override
                    public boolean dropsRevoked() {
                        return false;
                    }
                };
            case "starts" ->
                new Protections() {
                    @Override
                    public int maxStarts() {
                        return Integer.MAX_VALUE;
                    }
                };
            default ->
                throw new UsageException("system properties: " + WITHOUT + " must be bitmap, fencing,"
                        + " revocation, dedup or starts, but is '" + without + "'");
        };
    }

    private static final class NoDeduplication implements Deduplication {
        @Override
        public boolean isNew(@Nullable LastDecision last, ChapterEnvelope judged) {
            return true;
        }

        @Override
        public boolean awaits(@Nullable LastDecision last, ChapterEnvelope bible) {
            return true;
        }
    }

    private static Duration millis(Properties system, String name, Duration usual) {
        String text = system.getProperty(name);
        return text == null ? usual : Duration.ofMillis(Long.parseLong(text));
    }
}
