package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.bench.faults.process.Spawner;
import dev.storycrew.core.story.ChapterId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Two operators put dead letters back at the same time, and one of them does not get through. */
final class OperatorFaults implements FaultFamily {
    private static final List<String> REDRIVE = List.of("dead-letters", "redrive", "--all");
    private static final String DONE = "redriven: ";
    private static final int FEWEST_OPEN = 3;
    private static final int APART_MILLIS = 1200;
    private static final int MIDWAY_MILLIS = 60;
    private static final long GIVEN_UP_MILLIS = 60_000;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 5;
    /** Longer than a redrive's transaction may take. */
    private static final long PAST_TRANSACTION_MILLIS = 12_500;

    private final Fleet fleet;
    private final ModelFaultInjector mood;
    private final Publisher publisher;
    private final CampaignProgress progress;
    private int redrives;

    OperatorFaults(Fleet fleet, ModelFaultInjector mood, Publisher publisher, CampaignProgress progress) {
        this.fleet = fleet;
        this.mood = mood;
        this.publisher = publisher;
        this.progress = progress;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.REDRIVE);
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException {
        List<ChapterId> more = new ArrayList<>();
        for (int open = open().size(); open < FEWEST_OPEN; open++) {
            more.add(publisher.special(SpecialBooks.HOPELESS).chapters().get(0).id());
        }
        if (!await(GIVEN_UP_MILLIS, () -> more.stream().allMatch(progress::isGivenUp))) {
            throw new SkippedException("too few dead letters in time");
        }
        Set<ChapterId> open = open();
        boolean mended = dice.nextBoolean();
        mood.mend(mended ? open : allButOneKiller(open));
        mood.revive(open);
        int number = ++redrives;
        String[] names = {"redrive-" + number + "-a", "redrive-" + number + "-b"};
        Process[] operators = new Process[names.length];
        operators[0] = fleet.operator(names[0], REDRIVE);
        TimeUnit.MILLISECONDS.sleep(dice.nextInt(APART_MILLIS));
        operators[1] = fleet.operator(names[1], REDRIVE);
        int victim = dice.nextInt(names.length);
        boolean stop = dice.nextBoolean();
        int midway = dice.nextInt(MIDWAY_MILLIS);
        await(PATIENCE_MILLIS, () -> hasBegun(names[victim]) || !operators[victim].isAlive());
        TimeUnit.MILLISECONDS.sleep(midway);
        boolean inTime = operators[victim].isAlive();
        if (inTime && stop) {
            Spawner.signal("STOP", operators[victim]);
            TimeUnit.MILLISECONDS.sleep(PAST_TRANSACTION_MILLIS);
            Spawner.signal("CONT", operators[victim]);
        } else {
            operators[victim].destroyForcibly();
        }
        for (Process operator : operators) {
            if (!operator.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                operator.destroyForcibly().waitFor();
            }
        }
        // What the two leave is put back by a third, undisturbed.
        String last = "redrive-" + number + "-c";
        Process undisturbed = fleet.operator(last, REDRIVE);
        if (!undisturbed.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) || undisturbed.exitValue() != 0) {
            undisturbed.destroyForcibly();
            throw new SkippedException("the undisturbed redrive did not get through either; see " + last);
        }
        return open.size() + " open, " + (mended ? "the model is mended, " : "") + names[victim]
                + (!inTime ? " had ended" : stop ? " stopped" : " killed") + ", exit codes " + operators[0].exitValue()
                + " and " + operators[1].exitValue();
    }

    /** Each killer holds up its stage until it has killed ten processes, so one at a time is enough. */
    private static Set<ChapterId> allButOneKiller(Set<ChapterId> open) {
        return open.stream()
                .filter(chapter -> chapter.bookId().startsWith(SpecialBooks.KILLER))
                .sorted(Comparator.comparing(ChapterId::toString))
                .skip(1)
                .collect(Collectors.toSet());
    }

    /** Dead-lettered chapters that a redrive puts back. */
    private Set<ChapterId> open() {
        return progress.everGivenUp().stream()
                .filter(chapter -> SpecialBooks.expectedReason(chapter.bookId()) != null)
                .filter(progress::isGivenUp)
                .collect(Collectors.toSet());
    }

    private boolean hasBegun(String operator) {
        try {
            return Files.readString(fleet.printedBy(operator)).contains(DONE);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean await(long millis, BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }
}
