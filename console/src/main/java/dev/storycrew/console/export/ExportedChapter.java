package dev.storycrew.console.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.Violation;
import dev.storycrew.console.api.ChapterRecords;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Event;
import dev.storycrew.schemas.codec.CardFold;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One chapter of an export, gathered from its records alone: its card is made of them too, by the ledger's function. */
final class ExportedChapter {
    private final ChapterRecords records;
    private final Map<String, CardSource> sources;
    private final List<RecordLine> lines = new ArrayList<>();
    private ChapterCard card;

    /**
     * A record and where it is.
     *
     * @param at milliseconds since the epoch
     * @param run 0 where it belongs to none
     * @param attempt null where it belongs to none
     * @param what in a word or two, as programs call it; null if the topic says it
     */
    record RecordLine(
            long at,
            String topic,
            String position,
            int run,
            @Nullable Integer attempt,
            @Nullable String what) {}

    /** A chapter in the list of a book. */
    record Entry(int number, String title, String state, int retries, double costUsd, boolean priced, String proof) {}

    /** What contradicts the rules. */
    record Finding(String kind, String rule, @Nullable String chapter, String position, String expected, String found) {
        static Finding of(Violation violation) {
            return new Finding(
                    violation.kind().name(),
                    violation.kind().rule(),
                    violation.chapter(),
                    violation.position().id(),
                    violation.expected(),
                    violation.found());
        }
    }

    /** @param records how many of the chapter's there are */
    record Proof(String state, List<Finding> findings, int records) {}

    /** @param runs the chapter's page after each run, the last one last */
    record Exported(List<JsonNode> runs, Proof proof, List<RecordLine> records, boolean notional) {}

    ExportedChapter(ChapterId id, TopicCatalogue topics) {
        this.records = new ChapterRecords(id, topics.operatorCommands());
        this.sources = CardSources.of(topics).entrySet().stream()
                .collect(Collectors.toMap(each -> each.getValue().name(), Map.Entry::getKey));
        this.card = ChapterCard.blank(id);
    }

    void take(Event<?> event) {
        records.take(event);
        CardSource source = sources.get(event.topic().name());
        if (source != null) {
            Card after = card.after(
                    CardFold.taken(event.key(), event.value()),
                    new CardPlace(
                            source,
                            event.position().partition(),
                            event.position().offset(),
                            event.time().toEpochMilli()));
            card = (ChapterCard) after;
        }
        lines.add(line(event));
    }

    @Nullable
    BookFrame frame() {
        return records.frame();
    }

    Entry entry(AuditReport proof) {
        return new Entry(
                card.id().number(),
                card.title(),
                card.state().name(),
                card.retries(),
                card.spent().cost().usd(),
                card.spent().priced(),
                state(findings(proof), proof));
    }

    Exported exported(
            AuditReport proof, int chapters, RetryPolicy active, Function<String, @Nullable RetryPolicy> named) {
        List<Finding> findings = findings(proof);
        return new Exported(
                records.pages(card, chapters, active, named),
                new Proof(state(findings, proof), findings, lines.size()),
                lines,
                records.isNotional());
    }

    private List<Finding> findings(AuditReport proof) {
        return proof.violations().stream()
                .filter(violation -> card.id().toString().equals(violation.chapter()))
                .map(Finding::of)
                .toList();
    }

    private String state(List<Finding> findings, AuditReport proof) {
        if (!findings.isEmpty()) {
            return "REFUTED";
        }
        if (proof.figures().isBegunBefore(card.id())) {
            return "NOT_CHECKED";
        }
        ChapterState state = card.state();
        boolean ended =
                state == ChapterState.ACCEPTED || state == ChapterState.EXHAUSTED || state == ChapterState.CANCELLED;
        return ended ? "PROVED" : "OPEN";
    }

    private static RecordLine line(Event<?> event) {
        Object value = event.value();
        int run = 0;
        Integer attempt = null;
        String what = null;
        if (value instanceof ChapterEnvelope envelope) {
            run = envelope.run();
            attempt = envelope.attempt();
        } else if (value instanceof StageRun ran) {
            run = ran.run();
            attempt = ran.attempt();
            what = ran.stage().label() + " " + ran.phase().name().toLowerCase(Locale.ROOT);
        } else if (value instanceof RetryDecision decision) {
            run = decision.run();
            attempt = decision.attempt();
            what = decision.level();
        } else if (value instanceof ChapterOutcome outcome) {
            run = outcome.run();
            what = outcome.kind().name();
        } else if (value instanceof OperatorCommand command) {
            what = command.kind().name();
        } else if (value instanceof CommandResult result) {
            run = result.run();
            what = result.command().kind().name() + " " + result.verdict().name();
        } else if (value instanceof DeadLetter letter) {
            what = letter.reason();
        }
        return new RecordLine(
                event.time().toEpochMilli(),
                event.topic().name(),
                event.position().id(),
                run,
                attempt,
                what);
    }
}
