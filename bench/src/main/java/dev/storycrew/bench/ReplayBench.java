package dev.storycrew.bench;

import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.whatif.Replay;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/** How fast history is audited and replayed, compared with a bare consumer of the same topics in the same run. */
public final class ReplayBench {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final Connection connection;
    private final RetryPolicy policy;
    private final int rounds;

    /** @param rounds how often each is measured, alternating; the first round is a warm-up and not counted */
    public ReplayBench(Connection connection, RetryPolicy policy, int rounds) {
        this.connection = connection;
        this.policy = policy;
        this.rounds = rounds;
    }

    /**
     * One thing measured.
     *
     * @param records what was read in each round
     * @param perSecond the median rate
     * @param barePerSecond the bare consumer's median rate on the same topics
     */
    public record Line(String what, long records, double perSecond, double barePerSecond) {
        public double ratio() {
            return perSecond / barePerSecond;
        }
    }

    /** Measures. */
    public List<Line> run() {
        BareConsumer bare = new BareConsumer(connection);
        List<Topic<?>> audited = Verification.topics(connection.topics());
        List<Topic<?>> replayed = Replay.topics(connection.topics());
        Verification verification = new Verification(connection, Policies.of(connection, policy));
        Replay replay = new Replay(connection);
        return List.of(
                line("audit verify", () -> bare.read(audited), () -> {
                    AuditReport report = verification.run(AuditScope.everything(), StartPosition.beginning(), null);
                    return report.figures().records();
                }),
                line(
                        "policy what-if",
                        () -> bare.read(replayed),
                        () -> replay.run(policy, StartPosition.beginning(), null, null)
                                .records()));
    }

    private Line line(String what, LongSupplier bare, LongSupplier measured) {
        List<Double> bareRates = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        long records = 0;
        for (int round = 0; round <= rounds; round++) {
            double bareRate = rate(bare);
            long began = System.nanoTime();
            records = measured.getAsLong();
            double rate = records / ((System.nanoTime() - began) / NANOS_PER_SECOND);
            if (round > 0) {
                bareRates.add(bareRate);
                rates.add(rate);
            }
        }
        return new Line(what, records, median(rates), median(bareRates));
    }

    private static double rate(LongSupplier work) {
        long began = System.nanoTime();
        long records = work.getAsLong();
        return records / ((System.nanoTime() - began) / NANOS_PER_SECOND);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
