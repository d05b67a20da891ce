package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.process.Member;
import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.runtime.CommitProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Kills, stops, restarts and adds processes of services. */
final class ProcessFaults implements FaultFamily {
    private static final List<String> STAGES =
            Arrays.stream(Stage.values()).map(Stage::label).toList();
    private static final List<String> KINDS = Stream.concat(STAGES.stream(), Stream.of("router", "sequencer", "ledger"))
            .toList();
    private static final int FIRST_EXTRA = 7;
    private static final int SOON_MILLIS = 1500;
    /** The services on Kafka Streams have a session timeout of 10 s. */
    private static final long PAST_STREAMS_SESSION_MILLIS = 12_500;

    private static final long PATIENCE_MILLIS = 15_000;
    private static final long UP_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 10;
    private static final long PAST_SESSION_MILLIS = CampaignSettings.SESSION_MILLIS + 2500;

    private final Fleet fleet;
    private final ModelFaultInjector mood;

    ProcessFaults(Fleet fleet, ModelFaultInjector mood) {
        this.fleet = fleet;
        this.mood = mood;
    }

    @Override
    public Set<FaultKind> kinds() {
        return EnumSet.of(
                FaultKind.KILL,
                FaultKind.KILL_LONG,
                FaultKind.KILL_AT_POINT,
                FaultKind.STOP,
                FaultKind.STOP_AT_POINT,
                FaultKind.RESTART,
                FaultKind.SCALE,
                FaultKind.SCALE_SLOW);
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException {
        return switch (kind) {
            case KILL -> kill(up(fleet.services(), dice), dice.nextInt(SOON_MILLIS));
            case KILL_LONG -> kill(up(fleet.stages(""), dice), PAST_SESSION_MILLIS);
            case KILL_AT_POINT -> killAtPoint(up(fleet.stages(""), dice), step(dice));
            case STOP -> stop(up(fleet.services(), dice));
            case STOP_AT_POINT ->
                stopAtPoint(up(fleet.stages(dice.nextBoolean() ? "write" : "edit"), dice), step(dice));
            case RESTART -> restart(up(fleet.services(), dice));
            case SCALE -> scale(KINDS.get(dice.nextInt(KINDS.size())), dice);
            case SCALE_SLOW -> scaleSlowly(STAGES.get(dice.nextInt(STAGES.size())), dice);
            default -> throw new IllegalArgumentException("not mine: " + kind);
        };
    }

    private static String kill(Member victim, long downMillis) {
        victim.kill(downMillis);
        return victim.name() + ", away for " + downMillis + " ms";
    }

    private String killAtPoint(Member victim, CommitProbe.Step step) throws InterruptedException, SkippedException {
        order(victim, step + " KILL");
        int starts = victim.starts();
        await(victim, step, () -> !victim.alive() || victim.starts() > starts);
        return victim.name() + " at " + step;
    }

    private static String stop(Member victim) throws InterruptedException {
        boolean streams = STAGES.stream().noneMatch(stage -> victim.name().startsWith(stage));
        long millis = streams ? PAST_STREAMS_SESSION_MILLIS : PAST_SESSION_MILLIS;
        victim.stop();
        TimeUnit.MILLISECONDS.sleep(millis);
        victim.proceed();
        return victim.name() + " for " + millis + " ms";
    }

    private String stopAtPoint(Member victim, CommitProbe.Step step) throws InterruptedException, SkippedException {
        order(victim, step + " STOP");
        await(victim, step, victim::isStopped);
        victim.stop();
        TimeUnit.MILLISECONDS.sleep(PAST_SESSION_MILLIS);
        victim.proceed();
        return victim.name() + " at " + step + " for " + PAST_SESSION_MILLIS + " ms";
    }

    private static String restart(Member victim) {
        victim.terminate();
        return victim.name();
    }

    private String scale(String kind, Random dice) throws InterruptedException, SkippedException {
        String name = kind + "-" + (FIRST_EXTRA + dice.nextInt(2));
        Member added = fleet.service(name, STAGES.contains(kind) ? List.of("stage", kind) : List.of(kind));
        if (added.alive()) {
            added.unwanted();
            added.terminate();
            return name + " leaves";
        }
        added.start();
        if (!added.awaitServing(UP_MILLIS)) {
            throw new SkippedException(name + " did not serve in time");
        }
        return name + " joins";
    }

    private String scaleSlowly(String stage, Random dice) throws InterruptedException, SkippedException {
        mood.slowStage(stage);
        try {
            TimeUnit.MILLISECONDS.sleep(SOON_MILLIS);
            String done = scale(stage, dice);
            TimeUnit.MILLISECONDS.sleep(CampaignSettings.DRAIN_MILLIS + SOON_MILLIS);
            return done + " while calls are slow";
        } finally {
            mood.slowStage(null);
        }
    }

    private static Member up(List<Member> members, Random dice) throws SkippedException {
        List<Member> up = members.stream().filter(Member::serving).toList();
        if (up.isEmpty()) {
            throw new SkippedException("none of them is up");
        }
        return up.get(dice.nextInt(up.size()));
    }

    private static CommitProbe.Step step(Random dice) {
        return CommitProbe.Step.values()[dice.nextInt(CommitProbe.Step.values().length)];
    }

    private static void order(Member victim, String order) {
        try {
            Files.writeString(victim.orders(), order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the point is reached; withdraws the order if it is not. */
    private static void await(Member victim, CommitProbe.Step step, BooleanSupplier reached)
            throws InterruptedException, SkippedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > deadline && withdrawn(victim)) {
                throw new SkippedException(victim.name() + " did not reach " + step);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** False if it was being carried out at that moment. */
    private static boolean withdrawn(Member victim) {
        try {
            return Files.deleteIfExists(victim.orders());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
