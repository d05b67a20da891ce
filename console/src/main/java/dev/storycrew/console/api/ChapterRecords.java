package dev.storycrew.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.audit.trail.Timeline;
import dev.storycrew.audit.trail.TimelineBuilder;
import dev.storycrew.audit.trail.TimelineJson;
import dev.storycrew.console.web.ConsoleJson;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.ledger.SavingsLedger;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.history.cards.ShownChapter;
import dev.storycrew.history.reading.Event;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the topics hold of one chapter, for its page: of all its runs, or as it stood after one of them. The console answers
 * with it, and exports are made of it.
 */
public final class ChapterRecords {
    private final ChapterId id;
    private final Topic<OperatorCommand> commandTopic;
    private final TimelineBuilder timeline;
    private final TreeMap<AttemptTexts.Place, AttemptTexts.Kept> envelopes = new TreeMap<>();
    private final Map<AttemptTexts.Place, RetryDecision> decisions = new HashMap<>();
    private final Map<AttemptTexts.Place, AttemptRecord> outcomes = new HashMap<>();
    private final List<StageRun> stageRuns = new ArrayList<>();
    private final List<Decided> decided = new ArrayList<>();
    private final TreeMap<Integer, String> outcomePositions = new TreeMap<>();
    private final Set<String> commands = new HashSet<>();
    /** By record, oldest first, without those that were rejected. */
    private final Map<String, ChapterRequest> requests = new LinkedHashMap<>();

    private final Set<String> rejected = new HashSet<>();
    private @Nullable ChapterOutcome ended;

    /** Which policy was asked when. */
    private record Decided(int run, long at, String policy) {}

    public ChapterRecords(ChapterId id, Topic<OperatorCommand> commandTopic) {
        this.id = id;
        this.commandTopic = commandTopic;
        this.timeline = new TimelineBuilder(id);
    }

    /** Takes a record of the chapter; of one topic, the oldest first. */
    public void take(Event<?> event) {
        Object value = event.value();
        if (value instanceof CommandResult result) {
            command(event, result.command());
            return;
        }
        if (value instanceof OperatorCommand command) {
            command(event, command);
            return;
        }
        if (value instanceof ChapterEnvelope envelope) {
            envelopes.merge(
                    new AttemptTexts.Place(envelope.run(), envelope.attempt()),
                    AttemptTexts.Kept.of(envelope),
                    (known, next) ->
                            known.work().report() != null && next.work().report() == null ? known : next);
        } else if (value instanceof RetryDecision decision) {
            decisions.put(new AttemptTexts.Place(decision.run(), decision.attempt()), decision);
            decidedBy(decision.run(), decision.policy(), decision.decidedAt());
        } else if (value instanceof StageRun run && (run.ended() || run.usage().totalTokens() > 0)) {
            stageRuns.add(run);
        } else if (value instanceof ChapterRequest asked) {
            requests.put(event.position().id(), asked);
        } else if (value instanceof DeadLetter letter && letter.isRejectedRequest()) {
            rejected.add(letter.id());
        } else if (value instanceof ChapterOutcome outcome) {
            outcome.history()
                    .forEach(judged -> outcomes.put(new AttemptTexts.Place(outcome.run(), judged.attempt()), judged));
            decidedBy(outcome.run(), outcome.policy(), outcome.endedAt());
            outcomePositions.put(outcome.run(), event.position().id());
            ended = outcome;
        }
        timeline.take(event);
    }

    /** The request that stands: the first, or the update with the greatest number. */
    private Map.@Nullable Entry<String, ChapterRequest> standing() {
        Map.@Nullable Entry<String, ChapterRequest> stands = null;
        for (Map.Entry<String, ChapterRequest> each : requests.entrySet()) {
            boolean counts = !rejected.contains(each.getKey());
            if (counts
                    && (stands == null
                            || each.getValue().update() > stands.getValue().update())) {
                stands = each;
            }
        }
        return stands;
    }

    private void decidedBy(int run, @Nullable String policy, long at) {
        if (policy != null) {
            decided.add(new Decided(run, at, policy));
        }
    }

    /** Its results tell a command as well as the command's own topic, which is read whole or not at all. */
    private void command(Event<?> event, OperatorCommand command) {
        if (commands.add(command.id())) {
            timeline.take(new Event<>(commandTopic, event.position(), event.time(), event.key(), command));
        }
    }

    /** What its book's chapters share, from whatever is still there: its outcome is kept longest. */
    public @Nullable BookFrame frame() {
        Map.@Nullable Entry<String, ChapterRequest> stands = standing();
        if (stands != null) {
            return stands.getValue().brief().book();
        }
        if (!envelopes.isEmpty()) {
            return envelopes.lastEntry().getValue().brief().book();
        }
        return ended == null ? null : ended.brief().book();
    }

    private @Nullable TruthCard truth() {
        Map.@Nullable Entry<String, ChapterRequest> stands = standing();
        if (stands != null) {
            return stands.getValue().bible().truthCard();
        }
        return ended == null ? null : ended.bible().truthCard();
    }

    /** True if any of its costs is notional, as the rehearsal model's is. */
    public boolean isNotional() {
        return stageRuns.stream().anyMatch(StageRun::notionalPrice);
    }

    /** When the first stage run of a run, or of one before it, began; null if there was none. */
    @Nullable
    Long startedAt(int run) {
        return stageRuns.stream()
                .filter(each -> each.run() <= run)
                .map(each -> each.at() - each.durationMillis())
                .min(Long::compare)
                .orElse(null);
    }

    /**
     * The chapter's page after each of its runs, as JSON; one if it has not begun. Without the truth card, and without
     * commands, for whoever reads an export can do nothing.
     *
     * @param card the chapter's, made of the same records
     * @param chapters how many its book has
     * @param active decides where no policy has decided yet
     * @param named a policy by the reference that decisions bear; null if it is not known
     */
    public List<JsonNode> pages(
            ChapterCard card, int chapters, RetryPolicy active, Function<String, @Nullable RetryPolicy> named) {
        ChapterState state = card.state();
        ChapterRow now = ChapterRow.of(new ShownChapter(card, state, null), active, null)
                .startedAt(startedAt(Integer.MAX_VALUE));
        Timeline all = timeline.build();
        List<Timeline.Run> runs = all.runs();
        List<JsonNode> pages = new ArrayList<>();
        for (int index = 0; index < Math.max(1, runs.size()); index++) {
            boolean last = index >= runs.size() - 1;
            int run = last ? Integer.MAX_VALUE : runs.get(index).number();
            pages.add(ConsoleJson.tree(upTo(
                    all,
                    run,
                    last ? now : left(now, runs.get(index)),
                    frame(),
                    chapters,
                    active,
                    named,
                    false,
                    List.of())));
        }
        return pages;
    }

    /** The row as a run left it, before an operator started the next one. */
    private ChapterRow left(ChapterRow now, Timeline.Run run) {
        List<ChapterOutcome> ends = run.outcomes();
        ChapterOutcome end = ends.isEmpty() ? null : ends.get(ends.size() - 1);
        Usage usage = usage(
                stageRuns.stream().filter(each -> each.run() <= run.number()).toList());
        return now.asLeft(
                end == null ? now.state() : end.kind().name(),
                run.number(),
                run.attempts().stream().mapToInt(Timeline.Attempt::number).max().orElse(0),
                usage,
                startedAt(run.number()),
                end == null ? null : Long.valueOf(end.endedAt()));
    }

    /** The chapter as it stands. */
    ChapterApi.Chapter now(
            ChapterRow row,
            @Nullable BookFrame frame,
            int chapters,
            RetryPolicy active,
            Function<String, @Nullable RetryPolicy> named,
            boolean byOperator,
            List<LegalCommand> legal) {
        return upTo(timeline.build(), Integer.MAX_VALUE, row, frame, chapters, active, named, byOperator, legal);
    }

    /**
     * The chapter as it stood after a run.
     *
     * @param all what happened to it
     * @param run later ones count for nothing
     * @param byOperator whether the truth card may be told
     */
    private ChapterApi.Chapter upTo(
            Timeline all,
            int run,
            ChapterRow row,
            @Nullable BookFrame frame,
            int chapters,
            RetryPolicy active,
            Function<String, @Nullable RetryPolicy> named,
            boolean byOperator,
            List<LegalCommand> legal) {
        AttemptTexts.Place lastPlace = envelopes.floorKey(new AttemptTexts.Place(run, Integer.MAX_VALUE));
        List<AttemptTexts> attempts = AttemptTexts.of(
                lastPlace == null ? 0 : lastPlace.run(), envelopes, decisions, outcomes, active.gates());
        Map.@Nullable Entry<String, ChapterRequest> stands = standing();
        TruthCard truth = byOperator ? truth() : null;
        return new ChapterApi.Chapter(
                row,
                new ChapterApi.OfBook(
                        id.bookId(),
                        frame == null ? id.bookId() : frame.title(),
                        frame == null ? "und" : frame.language(),
                        chapters),
                TimelineJson.of(new Timeline(
                        all.chapter(),
                        all.requestId(),
                        all.replaced(),
                        all.runs().stream().filter(each -> each.number() <= run).toList(),
                        all.commands(),
                        all.deadLetters())),
                attempts,
                new ChapterApi.Words(
                        frame == null ? 0 : frame.wordsPerChapter(),
                        frame == null ? 0 : frame.wordTolerance(),
                        words(attempts)),
                gates(decidedBy(run, active, named).gates()),
                savings(run),
                truth == null ? null : truth.entries(),
                positions(run),
                legal);
    }

    /** The policy that was active when the chapter was last decided about; the active one if it never was. */
    private RetryPolicy decidedBy(int run, RetryPolicy active, Function<String, @Nullable RetryPolicy> named) {
        RetryPolicy then = decided.stream()
                .filter(each -> each.run() <= run)
                .reduce((known, next) -> next.at() >= known.at() ? next : known)
                .map(each -> named.apply(each.policy()))
                .orElse(null);
        return then == null ? active : then;
    }

    private Map<String, String> positions(int run) {
        Map<String, String> positions = new LinkedHashMap<>();
        Map.@Nullable Entry<String, ChapterRequest> stands = standing();
        if (stands != null) {
            positions.put("request", stands.getKey());
        }
        Map.Entry<Integer, String> outcome = outcomePositions.floorEntry(run);
        if (outcome != null) {
            positions.put("outcome", outcome.getValue());
        }
        return positions;
    }

    private static @Nullable Integer words(List<AttemptTexts> attempts) {
        if (attempts.isEmpty()) {
            return null;
        }
        int words = 0;
        for (AttemptTexts.Scene scene : attempts.get(attempts.size() - 1).scenes()) {
            AttemptTexts.Piece text = scene.revision() == null ? scene.draft() : scene.revision();
            if (text == null) {
                return null;
            }
            words += TextMetrics.words(text.text());
        }
        return words;
    }

    private static Map<String, Double> gates(Gates gates) {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("character_motivation", gates.characterMotivation());
        all.put("pacing", gates.pacing());
        all.put("hook", gates.hook());
        all.put("genre_fulfillment", gates.genreFulfillment());
        all.put("clue_fairness", gates.clueFairness());
        all.put("prose", gates.prose());
        all.put("continuity", gates.continuity());
        return all;
    }

    private ChapterApi.Saved savings(int upTo) {
        List<StageRun> runs =
                stageRuns.stream().filter(run -> run.run() <= upTo).toList();
        int last = runs.stream().mapToInt(StageRun::run).max().orElse(0);
        List<StageRun> ofRun = runs.stream().filter(run -> run.run() == last).toList();
        Usage first = usage(ofRun.stream()
                .filter(run -> run.attempt() == 0 && !run.stage().followsAcceptance())
                .toList());
        Usage bible = usage(
                ofRun.stream().filter(run -> run.stage().followsAcceptance()).toList());
        SortedMap<Integer, List<StageRun>> byAttempt = new TreeMap<>();
        ofRun.stream()
                .filter(run -> run.attempt() > 0 && !run.stage().followsAcceptance())
                .forEach(run -> byAttempt
                        .computeIfAbsent(run.attempt(), attempt -> new ArrayList<>())
                        .add(run));
        Savings savings = SavingsLedger.byRun(runs).getOrDefault(last, Savings.none());
        long judged = byAttempt.keySet().stream()
                .filter(attempt -> isJudged(last, attempt))
                .count();
        Double full = judged == 0 || !savings.comparable()
                ? null
                : Double.valueOf(savings.fullRetry().money().usd() / judged);
        List<ChapterApi.RetryCost> retries = new ArrayList<>();
        byAttempt.forEach((attempt, tried) -> {
            RetryDecision decision = decisions.get(new AttemptTexts.Place(last, attempt - 1));
            retries.add(new ChapterApi.RetryCost(
                    attempt,
                    decision == null ? "" : decision.level(),
                    usage(tried).cost().usd(),
                    isJudged(last, attempt) ? full : null));
        });
        return new ChapterApi.Saved(
                first.cost().usd(),
                bible.cost().usd(),
                runs.stream().allMatch(run -> run.usage().priced()),
                retries);
    }

    private static Usage usage(List<StageRun> runs) {
        return Usage.sum(runs.stream().map(StageRun::usage).toList());
    }

    private boolean isJudged(int run, int attempt) {
        AttemptTexts.Kept envelope = envelopes.get(new AttemptTexts.Place(run, attempt));
        return envelope != null && envelope.work().report() != null;
    }
}
