package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.process.Member;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Breaks brokers and the registry, one at a time. */
final class ClusterFaults implements FaultFamily {
    private static final long UP_MILLIS = 120_000;
    private static final int LONGEST_AWAY_MILLIS = 4000;
    private static final int SHORTEST_AWAY_MILLIS = 500;

    private final Fleet fleet;

    ClusterFaults(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public Set<FaultKind> kinds() {
        return EnumSet.of(
                FaultKind.BROKER_KILL, FaultKind.BROKER_RESTART, FaultKind.REGISTRY_WARM, FaultKind.REGISTRY_COLD);
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException {
        int away = SHORTEST_AWAY_MILLIS + dice.nextInt(LONGEST_AWAY_MILLIS);
        return switch (kind) {
            case BROKER_KILL -> {
                Member broker = any(fleet.brokers(), dice);
                broker.kill(away);
                yield back(broker, "away for " + away + " ms");
            }
            case BROKER_RESTART -> {
                Member broker = any(fleet.brokers(), dice);
                broker.terminate();
                yield back(broker, "restarted");
            }
            case REGISTRY_WARM -> {
                fleet.registry().kill(away);
                yield back(fleet.registry(), "away for " + away + " ms");
            }
            case REGISTRY_COLD -> {
                Member service = any(fleet.services(), dice);
                fleet.registry().kill(away + LONGEST_AWAY_MILLIS);
                service.kill(0);
                back(fleet.registry(), "");
                yield back(service, "started while the registry was away for " + (away + LONGEST_AWAY_MILLIS) + " ms");
            }
            default -> throw new IllegalArgumentException("not mine: " + kind);
        };
    }

    /** Waits until a member that was just stopped serves again. */
    private static String back(Member member, String what) throws InterruptedException, SkippedException {
        while (member.serving()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        if (!member.awaitServing(UP_MILLIS)) {
            throw new SkippedException(member.name() + " did not come back: " + member.printed());
        }
        return member.name() + " " + what;
    }

    private static Member any(List<Member> members, Random dice) {
        return members.get(dice.nextInt(members.size()));
    }
}
