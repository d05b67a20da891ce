package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.bench.faults.calls.CallLedger;
import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.stages.edit.EditStage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The model of a campaign: first charges, on disk, then answers with the rehearsal model's prose or with an injected
 * fault. Callers are told apart by their API keys.
 */
final class FakeModel implements AutoCloseable {
    /**
     * An envelope that kills its callers stops after this many deaths in each of its lives: it must be dead-lettered at
     * 10.
     */
    static final int MAX_KILLS = 14;

    private static final Pattern CHAPTER = Pattern.compile("^CHAPTER (\\S+) ATTEMPT (\\d+)");
    private static final Pattern SCENES = Pattern.compile("\\nSCENES: ([0-9,]+)\\s*$");
    private static final Pattern FORMER_SCORES = Pattern.compile("\\n## Former report\\nScores: ");
    private static final String PASSES = "{\"scores\":{\"continuity\":8,\"pacing\":8,\"character_motivation\":8,"
            + "\"genre_fulfillment\":8,\"prose\":8,\"hook\":8,\"clue_fairness\":8},\"hard_fail\":{\"safety_pass\":true,"
            + "\"continuity_conflicts\":[]},\"passed\":true,\"issues\":[],\"revision_instructions\":[],\"strengths\":[]}";
    private static final int HUGE_CHARACTERS = 3_300_000;
    private static final int BIG_CHARACTERS = 200_000;
    private static final int WORD_LENGTH = 8;

    private final CallLedger ledger;
    private final ModelFaultInjector mood;
    private final String canary;
    private final Latency latency;
    private final Consumer<String> kill;
    private final RehearsalModel rehearsal;
    private final Map<ChapterId, Integer> kills = new HashMap<>();
    private final ThreadLocal<Long> planned = ThreadLocal.withInitial(() -> 0L);
    private final FakeProviders server;

    /** How long answers take. */
    record Latency(long leastMillis, long mostMillis, long lateMillis) {}

    /**
     * Starts.
     *
     * @param canary the prefix of every caller's key
     * @param kill ends a caller at once
     */
    FakeModel(
            InetAddress address,
            long seed,
            CallLedger ledger,
            ModelFaultInjector mood,
            String canary,
            Latency latency,
            Consumer<String> kill) {
        this.ledger = ledger;
        this.mood = mood;
        this.canary = canary;
        this.latency = latency;
        this.kill = kill;
        this.rehearsal = new RehearsalModel(RehearsalSettings.of(seed, Map.of(), Duration.ZERO));
        this.server = FakeProviders.start(address, this::answer, this::charge, false);
    }

    /** For callers on this machine. */
    String url() {
        return server.url(Protocol.OPENAI);
    }

    int port() {
        return server.port();
    }

    /** A member's key. */
    String key(String member) {
        return canary + "-" + member;
    }

    private @Nullable Fault charge(FakeRequest request) {
        Matcher chapter = CHAPTER.matcher(request.user());
        if (!chapter.find()) {
            throw new IllegalArgumentException("a request that does not begin with its chapter: " + request.user());
        }
        ChapterId id = ChapterId.parse(Objects.requireNonNull(chapter.group(1)));
        String caller = request.key()
                .substring(Math.min(canary.length() + 1, request.key().length()));
        int attempt = Integer.parseInt(Objects.requireNonNull(chapter.group(2)));
        String wanted = wanted(request.user());
        Call.Key key = new Call.Key(id, attempt, request.model(), wanted);
        boolean kills = kills(id, request.model());
        boolean hopeless = id.bookId().startsWith(SpecialBooks.HOPELESS) && !mood.mended(id);
        Fault fault = kills ? Fault.CUT : hopeless ? Fault.BROKEN : mood.next(key);
        long millis = fault == null ? millis(key) : 0;
        planned.set(millis);
        boolean mayKnow = Arrays.stream(Stage.values())
                .anyMatch(stage -> stage.knowsTheTruth() && request.model().equals(stage.label()));
        ledger.write(new Call(
                0,
                System.currentTimeMillis(),
                caller,
                request.model(),
                id,
                attempt,
                wanted,
                kills ? "KILLED" : fault == null ? Call.GOOD : fault.name(),
                millis,
                !mayKnow && request.body().contains(Library.SECRET_WORD)));
        if (kills) {
            kill.accept(caller);
        }
        return fault;
    }

    /** What is asked for: the second question of a stage run is not the first one repeated. */
    private static String wanted(String user) {
        Matcher scenes = SCENES.matcher(user);
        String wanted = scenes.find() ? Objects.requireNonNull(scenes.group(1)) : "";
        if (user.contains("\n- " + EditStage.MEND)) {
            return wanted + " again";
        }
        return FORMER_SCORES.matcher(user).find() ? "those that changed" : wanted;
    }

    private synchronized boolean kills(ChapterId id, String stage) {
        return id.bookId().startsWith(SpecialBooks.KILLER)
                && stage.equals(Stage.WRITE.label())
                && !mood.mended(id)
                && kills.merge(id, 1, Integer::sum) <= MAX_KILLS * mood.lives(id);
    }

    private long millis(Call.Key key) {
        if (mood.late(key.stage())) {
            return latency.lateMillis();
        }
        long span = latency.mostMillis() - latency.leastMillis() + 1;
        return latency.leastMillis() + Math.floorMod((long) key.hashCode(), span);
    }

    private String answer(FakeRequest request) {
        String text = text(request);
        try {
            TimeUnit.MILLISECONDS.sleep(planned.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text;
    }

    private String text(FakeRequest request) {
        boolean huge = request.user().startsWith("CHAPTER " + SpecialBooks.HUGE);
        boolean big = request.user().startsWith("CHAPTER " + SpecialBooks.BIG);
        Matcher scenes = SCENES.matcher(request.user());
        if ((huge || big) && scenes.find()) {
            String[] wanted = Objects.requireNonNull(scenes.group(1)).split(",");
            String chapter = request.user().lines().findFirst().orElse("");
            int characters = (huge ? HUGE_CHARACTERS : BIG_CHARACTERS) / wanted.length;
            return IntStream.range(0, wanted.length)
                    .mapToObj(scene ->
                            "=== SCENE " + wanted[scene] + " ===\n" + noise(characters, Objects.hash(chapter, scene)))
                    .collect(Collectors.joining("\n"));
        }
        if (big && request.model().equals(Stage.JUDGE.label())) {
            return PASSES;
        }
        return rehearsal.answer(request.system(), request.user());
    }

    /** Words that hardly compress. */
    private static String noise(int characters, long seed) {
        Random random = new Random(seed);
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
        StringBuilder text = new StringBuilder(characters + 1);
        while (text.length() < characters) {
            for (int letter = 0; letter < WORD_LENGTH; letter++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            text.append(' ');
        }
        return text.append("ends.").toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
