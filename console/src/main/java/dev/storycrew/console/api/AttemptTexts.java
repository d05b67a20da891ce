package dev.storycrew.console.api;

import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts after an attempt, what was said of them, and why the next attempt is as it is. */
record AttemptTexts(
        int run,
        int attempt,
        @Nullable String level,
        List<Planned> plan,
        List<Scene> scenes,
        @Nullable Map<String, Double> scores,
        @Nullable Double meanScore,
        @Nullable Boolean passed,
        List<IssueRow> issues,
        List<String> instructions,
        List<Because> because) {

    record Planned(int number, String purpose, int targetWords) {}

    /** A text, and the attempt that made it. */
    record Piece(int run, int madeIn, int words, String digest, String text) {}

    record Scene(
            int number, @Nullable Piece draft, @Nullable Piece revision) {}

    record IssueRow(
            String type,
            String severity,
            @Nullable String location,
            List<Integer> scenes,
            String note,
            String foundBy) {}

    record Because(String step, String text) {}

    /** An attempt's place among all of its chapter. */
    record Place(int run, int attempt) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return run != other.run ? Integer.compare(run, other.run) : Integer.compare(attempt, other.attempt);
        }
    }

    /** What a page shows of an envelope; not its bible, of which the attempts of a book would hold hundreds. */
    record Kept(
            ChapterBrief brief, ChapterWork work, @Nullable RetryOrder order) {
        static Kept of(ChapterEnvelope envelope) {
            return new Kept(envelope.brief(), envelope.work(), envelope.order());
        }
    }

    /**
     * Of one run.
     *
     * @param envelopes the last of each attempt, judged where it was
     * @param decisions by the attempt that they are about
     * @param outcomes what outcomes tell of attempts
     * @param gates of today, for attempts about which nothing has been decided
     */
    static List<AttemptTexts> of(
            int run,
            TreeMap<Place, Kept> envelopes,
            Map<Place, RetryDecision> decisions,
            Map<Place, AttemptRecord> outcomes,
            Gates gates) {
        List<AttemptTexts> all = new ArrayList<>();
        Map<String, Piece> known = new HashMap<>();
        JudgeReport before = null;
        for (Map.Entry<Place, Kept> each : envelopes.entrySet()) {
            Place place = each.getKey();
            Kept envelope = each.getValue();
            List<Scene> scenes = scenes(place, envelope.work(), known);
            if (place.run == run) {
                all.add(of(
                        place,
                        envelope,
                        scenes,
                        told(envelope, before),
                        decisions.get(place),
                        outcomes.get(place),
                        gates));
                before = envelope.work().report();
            }
        }
        return all;
    }

    private static AttemptTexts of(
            Place place,
            Kept envelope,
            List<Scene> scenes,
            List<String> told,
            @Nullable RetryDecision decision,
            @Nullable AttemptRecord outcome,
            Gates gates) {
        ChapterWork work = envelope.work();
        SceneList plan = work.sceneList();
        JudgeReport report = work.report();
        Verdict verdict = report == null
                ? null
                : recorded(decision, outcome)
                        .orElseGet(() ->
                                gates.verdict(report, envelope.brief().book().genre()));
        RetryOrder order = envelope.order();
        return new AttemptTexts(
                place.run,
                place.attempt,
                order == null ? null : order.level(),
                plan == null
                        ? List.of()
                        : plan.scenes().stream()
                                .map(scene -> new Planned(scene.number(), scene.purpose(), scene.targetWords()))
                                .toList(),
                scenes,
                report == null ? null : scores(report.scores()),
                report == null ? null : report.scores().mean(),
                verdict == null ? null : verdict.passed(),
                verdict == null || report == null
                        ? List.of()
                        : verdict.issues().stream()
                                .map(issue -> row(issue, report.issues().contains(issue)))
                                .toList(),
                told,
                decision == null ? List.of() : because(decision));
    }

    /** What writer and editor were told: a judged envelope has its order no more, but the report before has the same. */
    private static List<String> told(Kept envelope, @Nullable JudgeReport before) {
        RetryOrder order = envelope.order();
        if (order != null) {
            return order.instructions();
        }
        return before == null ? List.of() : before.revisionInstructions();
    }

    /** What was decided then, whatever the gates are now; empty if nothing was. */
    static Optional<Verdict> recorded(@Nullable RetryDecision decision, @Nullable AttemptRecord outcome) {
        if (decision != null) {
            return Optional.of(new Verdict(false, decision.issues(), decision.failedGates()));
        }
        return Optional.ofNullable(outcome).map(ended -> new Verdict(ended.passed(), ended.issues(), List.of()));
    }

    /** A text that is the same as before was kept. */
    private static List<Scene> scenes(Place place, ChapterWork work, Map<String, Piece> known) {
        SortedSet<Integer> numbers = new TreeSet<>();
        if (work.sceneList() != null) {
            numbers.addAll(work.sceneList().numbers());
        }
        Part.texts().forEach(part -> numbers.addAll(work.texts(part).keySet()));
        List<Scene> scenes = new ArrayList<>();
        List<Part> texts = Part.texts();
        for (int number : numbers) {
            scenes.add(new Scene(
                    number,
                    piece(place, number, texts.get(0), work, known),
                    piece(place, number, texts.get(texts.size() - 1), work, known)));
        }
        return scenes;
    }

    private static @Nullable Piece piece(
            Place place, int number, Part part, ChapterWork work, Map<String, Piece> known) {
        String key = part.label() + " " + number;
        String text = work.texts(part).get(number);
        if (text == null) {
            known.remove(key);
            return null;
        }
        Piece before = known.get(key);
        if (before != null && before.text.equals(text)) {
            return before;
        }
        Piece made = new Piece(place.run, place.attempt, TextMetrics.words(text), digest(text), text);
        known.put(key, made);
        return made;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Double> scores(Scores scores) {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("continuity", scores.continuity());
        all.put("pacing", scores.pacing());
        all.put("character_motivation", scores.characterMotivation());
        all.put("genre_fulfillment", scores.genreFulfillment());
        all.put("prose", scores.prose());
        all.put("hook", scores.hook());
        all.put("clue_fairness", scores.clueFairness());
        return all;
    }

    private static IssueRow row(Issue issue, boolean byJudge) {
        return new IssueRow(
                issue.type(),
                issue.severity().name().toLowerCase(Locale.ROOT),
                issue.location(),
                List.copyOf(SceneReferences.in(issue.location())),
                issue.note(),
                byJudge ? Stage.ofTheJudge().label() : "check");
    }

    private static List<Because> because(RetryDecision decision) {
        List<Because> steps = new ArrayList<>();
        if (!decision.failedGates().isEmpty()) {
            steps.add(new Because("failed", String.join("; ", decision.failedGates())));
        }
        if (!decision.issues().isEmpty()) {
            steps.add(new Because(
                    "rules",
                    decision.issues().stream()
                            .map(issue -> issue.severity().name().toLowerCase(Locale.ROOT) + " " + issue.type()
                                    + (issue.location() == null ? "" : ", " + issue.location()))
                            .collect(Collectors.joining("; "))));
        }
        steps.add(new Because("level", decision.explanation()));
        steps.add(new Because(
                "escalated",
                (decision.escalated() ? "yes" : "no") + ", by " + decision.policy() + ", arm "
                        + decision.arm().name().toLowerCase(Locale.ROOT)));
        return steps;
    }
}
