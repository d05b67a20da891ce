package dev.storycrew.core.capacity;

import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a wanted rate needs and what the limit is now, by Little's law: what is busy on average is the rate times how
 * long each chapter keeps it busy (L = lambda * W).
 *
 * @param chaptersPerHour the wanted rate; above 0
 * @param stages what each stage needs, in their order
 * @param books how many books must be at work at the same time
 * @param limits what limits the rate now, the lowest first; those that cannot be found out are missing
 */
public record CapacityPlan(double chaptersPerHour, List<StageNeed> stages, int books, List<CapacityLimit> limits) {
    /** How much of the time lanes may be busy: beyond it, chapters queue for long. */
    public static final double BUSY_SHARE = 0.8;

    private static final double SECONDS_PER_HOUR = 3600;
    private static final double MINUTES_PER_HOUR = 60;
    /** More than rounding errors of a division, less than any real load. */
    private static final double ROUNDING = 1e-9;

    public CapacityPlan {
        stages = List.copyOf(stages);
        limits = List.copyOf(limits);
    }

    /**
     * Plans.
     *
     * @param chaptersPerHour the wanted rate
     * @param measured enough of it
     * @param pools one for each stage
     * @throws IllegalArgumentException if the rate is not above 0, or too little was measured
     */
    public static CapacityPlan of(
            double chaptersPerHour,
            MeasuredWork measured,
            List<StagePool> pools,
            List<AccountLimit> accounts,
            BooksAtWork books) {
        if (!(chaptersPerHour > 0) || Double.isInfinite(chaptersPerHour)) {
            throw new IllegalArgumentException("a rate must be above 0, but is " + chaptersPerHour);
        }
        if (!measured.isEnough()) {
            throw new IllegalArgumentException(
                    "too little was measured: " + Counted.of(measured.chapters(), "chapter"));
        }
        List<StageNeed> needs = pools.stream()
                .map(pool -> need(pool, chaptersPerHour, measured))
                .toList();
        List<CapacityLimit> limits = new ArrayList<>();
        needs.forEach(need -> limits.addAll(ofStage(need, measured)));
        accounts.forEach(account -> limits.addAll(ofAccount(account, measured)));
        double secondsOfABook = measured.secondsPerChapter();
        limits.add(ofBooks(books, secondsOfABook));
        limits.sort(Comparator.comparingDouble(CapacityLimit::chaptersPerHour));
        return new CapacityPlan(chaptersPerHour, needs, roundedUp(busy(chaptersPerHour, secondsOfABook)), limits);
    }

    /** What limits the rate now. */
    public CapacityLimit limit() {
        return limits.get(0);
    }

    /** Little's law. */
    private static double busy(double chaptersPerHour, double secondsPerChapter) {
        return chaptersPerHour / SECONDS_PER_HOUR * secondsPerChapter;
    }

    private static int roundedUp(double amount) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(amount - ROUNDING));
    }

    private static StageNeed need(StagePool pool, double chaptersPerHour, MeasuredWork measured) {
        double busy = busy(chaptersPerHour, measured.secondsPerChapter(pool.stage()));
        int lanes = Math.max(1, roundedUp(busy / BUSY_SHARE));
        int processes = Math.min(pool.partitions(), dividedUp(lanes, pool.lanes()));
        int lanesEach = Math.max(pool.lanes(), dividedUp(lanes, processes));
        return new StageNeed(
                pool,
                measured.runsPerChapter(pool.stage()),
                measured.secondsPerRun(pool.stage()),
                busy,
                lanes,
                processes,
                lanesEach);
    }

    private static int dividedUp(int amount, int by) {
        return Math.toIntExact(((long) amount + by - 1) / by);
    }

    private static List<CapacityLimit> ofStage(StageNeed need, MeasuredWork measured) {
        StagePool pool = need.pool();
        String stage = pool.stage().label();
        double seconds = measured.secondsPerChapter(pool.stage());
        if (pool.processes().isEmpty()) {
            return List.of();
        }
        int processes = pool.processes().getAsInt();
        if (processes == 0) {
            return List.of(new CapacityLimit(
                    CapacityLimit.Kind.NO_PROCESS, 0, "no " + stage + " process is running", startOf(stage)));
        }
        if (seconds == 0) {
            return List.of();
        }
        boolean full = processes >= pool.partitions();
        String more = "set stages: {" + stage + ": {lanes: " + Math.max(need.lanesEach(), pool.lanes() + 1)
                + "}} and restart its processes";
        return List.of(new CapacityLimit(
                full ? CapacityLimit.Kind.PARTITIONS : CapacityLimit.Kind.LANES,
                (double) processes * pool.lanes() * SECONDS_PER_HOUR / seconds,
                stage + " has " + Counted.of(processes, "process", "processes") + " with "
                        + Counted.of(pool.lanes(), "lane") + (processes == 1 ? "" : " each")
                        + (full ? ", one for each partition" : "")
                        + ", and a chapter keeps a lane busy for " + seconds(seconds),
                full
                        ? more + "; more processes would be spares"
                        : more + ", or start another one: " + startOf(stage) + " --instance ID"));
    }

    private static String startOf(String stage) {
        return String.join(" ", "./storycrew", "stage", stage);
    }

    private static List<CapacityLimit> ofAccount(AccountLimit account, MeasuredWork measured) {
        if (account.circuitOpen()) {
            return List.of(new CapacityLimit(
                    CapacityLimit.Kind.CIRCUIT,
                    0,
                    "the circuit of " + account.name() + " is open: no call is let through",
                    "/health/ready of its stages says why; the work is kept, and a probe notices when it works again"));
        }
        List<CapacityLimit> limits = new ArrayList<>();
        add(
                limits,
                account,
                account.requestsPerMinute(),
                MINUTES_PER_HOUR,
                "request",
                "a minute",
                measured::callsPerChapter);
        add(
                limits,
                account,
                account.tokensPerMinute(),
                MINUTES_PER_HOUR,
                "token",
                "a minute",
                measured::tokensPerChapter);
        add(
                limits,
                account,
                account.concurrentCalls(),
                SECONDS_PER_HOUR,
                "concurrent call",
                "",
                measured::secondsPerChapter);
        return limits;
    }

    private static void add(
            List<CapacityLimit> limits,
            AccountLimit account,
            @Nullable Integer allowed,
            double perHour,
            String noun,
            String per,
            ToDoubleFunction<Stage> perChapter) {
        double used = account.stages().stream().mapToDouble(perChapter).sum();
        if (allowed == null || used == 0) {
            return;
        }
        boolean time = per.isEmpty();
        limits.add(new CapacityLimit(
                CapacityLimit.Kind.PROVIDER,
                allowed * perHour / used,
                account.name() + " allows " + Counted.of(allowed, noun) + (time ? "" : " " + per) + ", and a chapter "
                        + (time ? "keeps one busy for " + seconds(used) : "takes " + amount(used)),
                "if its contract allows more, raise limits in the configuration of its models; or give some of its stages"
                        + " another account"));
    }

    private static CapacityLimit ofBooks(BooksAtWork books, double seconds) {
        String held = books.held().isEmpty()
                ? ""
                : "; " + Counted.of(books.held().size(), "other book")
                        + (books.held().size() == 1 ? " is" : " are") + " held up";
        String because = books.going() == 0
                ? "no book has a chapter that can go on" + held
                : Counted.of(books.going(), "book") + (books.going() == 1 ? " has" : " have")
                        + " a chapter that can go on, and a book's chapters come one after another, " + seconds(seconds)
                        + " each" + held;
        String advice = books.held().isEmpty()
                ? "submit more books; nothing else makes it faster"
                : "let the held ones go on: " + books.held().values().iterator().next()
                        + (books.held().size() == 1 ? "" : "; ./storycrew status --stuck lists all")
                        + "; or submit more books";
        return new CapacityLimit(CapacityLimit.Kind.BOOKS, books.going() * SECONDS_PER_HOUR / seconds, because, advice);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%,.1f s" : "%,.0f s", seconds);
    }

    private static String amount(double amount) {
        return String.format(Locale.ROOT, amount < 100 ? "%,.1f" : "%,.0f", amount);
    }
}
