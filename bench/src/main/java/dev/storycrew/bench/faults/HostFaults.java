package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.bench.faults.process.Member;
import dev.storycrew.bench.faults.process.Namespace;
import dev.storycrew.bench.faults.process.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Breaks what is below a process: its clock, its network, its disk. Skips what this machine does not allow. */
final class HostFaults implements FaultFamily {
    private static final List<Path> FAKETIME = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long UP_MILLIS = 120_000;
    private static final long PAST_SESSION_MILLIS = CampaignSettings.SESSION_MILLIS + 2500;
    private static final long FULL_MILLIS = 6000;

    private final Fleet fleet;
    private final CampaignEvents events;
    private @Nullable Member early;

    HostFaults(Fleet fleet, CampaignEvents events) {
        this.fleet = fleet;
        this.events = events;
    }

    @Override
    public Set<FaultKind> kinds() {
        return EnumSet.of(FaultKind.CLOCK_OFF, FaultKind.NETWORK_CUT, FaultKind.DISK_FULL);
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException {
        return switch (kind) {
            case CLOCK_OFF -> clock(dice);
            case NETWORK_CUT -> cut(dice);
            case DISK_FULL -> full(dice);
            default -> throw new IllegalArgumentException("not mine: " + kind);
        };
    }

    /** One service's clock is wrong until the next fault of this kind. */
    private String clock(Random dice) throws InterruptedException, SkippedException {
        Path library = FAKETIME.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new SkippedException("there is no libfaketime"));
        Member before = early;
        if (before != null) {
            before.oddities(Map.of());
            restart(before, 0);
        }
        List<Member> services =
                fleet.services().stream().filter(Member::serving).toList();
        if (services.isEmpty()) {
            throw new SkippedException("none of them is up");
        }
        Member victim = services.get(dice.nextInt(services.size()));
        boolean ahead = dice.nextBoolean();
        victim.oddities(Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME", ahead ? "+1h" : "-1h",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                // Without these two every timed wait of the JVM spins.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "FORCE_MONOTONIC_FIX", "0"));
        early = victim;
        restart(victim, ahead ? HOUR_MILLIS : -HOUR_MILLIS);
        return victim.name() + (ahead ? " an hour ahead" : " an hour behind");
    }

    private void restart(Member member, long offset) throws InterruptedException, SkippedException {
        int starts = member.starts();
        member.kill(0);
        while (member.starts() == starts) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        events.add(CampaignEvent.Kind.CLOCK, member.name(), Long.toString(offset), "");
        if (!member.awaitServing(UP_MILLIS)) {
            throw new SkippedException(member.name() + " does not serve: " + member.printed());
        }
    }

    private String cut(Random dice) throws InterruptedException, SkippedException {
        Namespace namespace = fleet.namespace();
        if (namespace == null) {
            throw new SkippedException("network namespaces need root and iproute2");
        }
        long away = dice.nextBoolean() ? PAST_SESSION_MILLIS : 1000 + dice.nextInt(2000);
        events.add(CampaignEvent.Kind.CUT_OFF, Fleet.APART, away + " ms");
        if (!namespace.cut()) {
            throw new SkippedException("the link cannot be pulled");
        }
        TimeUnit.MILLISECONDS.sleep(away);
        namespace.mend();
        events.add(CampaignEvent.Kind.CONNECTED, Fleet.APART, "");
        return Fleet.APART + " for " + away + " ms";
    }

    private String full(Random dice) throws InterruptedException, SkippedException {
        List<String> members = fleet.disks().keySet().stream().sorted().toList();
        if (members.isEmpty()) {
            throw new SkippedException("separate disks need root");
        }
        String name = members.get(dice.nextInt(members.size()));
        SmallDisk disk = fleet.disks().get(name);
        if (disk == null || !disk.fill()) {
            throw new SkippedException("the disk of " + name + " cannot be made full");
        }
        TimeUnit.MILLISECONDS.sleep(FULL_MILLIS);
        if (!disk.makeRoom()) {
            throw new IllegalStateException("the disk of " + name + " stays full");
        }
        Member member = fleet.member(name);
        if (!member.awaitServing(UP_MILLIS)) {
            throw new SkippedException(name + " does not come back: " + member.printed());
        }
        return name + " for " + FULL_MILLIS + " ms";
    }
}
