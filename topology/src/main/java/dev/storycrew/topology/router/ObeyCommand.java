package dev.storycrew.topology.router;

import dev.storycrew.core.decision.OperatorDecision;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.yaml.YamlMap;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys or refuses the chapter commands that the sequencer passed on. */
final class ObeyCommand implements Intake.Work<CommandResult, RouterState> {
    private static final Logger LOG = LoggerFactory.getLogger(ObeyCommand.class);

    private static final String STEP = "obey command";

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final AcceptedEnding ending;
    private final RouterSettings settings;
    private final ChapterTracing tracing;

    ObeyCommand(
            TopicCatalogue topics,
            WireFormat wire,
            AcceptedEnding ending,
            RouterSettings settings,
            ChapterTracing tracing) {
        this.ending = ending;
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.settings = settings;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, CommandResult passedOn, RouterState state, long now) {
        ChapterStore chapters = state.chapters();
        ChapterEnvelope begun = passedOn.start();
        if (passedOn.verdict() != CommandResult.Verdict.PASSED_ON || begun == null) {
            return List.of();
        }
        if (passedOn.command().kind() == OperatorCommand.Kind.REFOLD) {
            return refolded(passedOn.command(), begun, now);
        }
        OperatorDecision decision = OperatorDecision.on(
                passedOn.command(),
                begun,
                chapters,
                settings.rules(state.policy().current()),
                now);
        return ChapterTracing.within(
                step(begun, decision, chapters),
                step -> Sent.by(step, obeyed(passedOn, begun, decision, state, now, step)));
    }

    /** The bible that a book has since one of its earlier chapters was made again; the sequencer waits for the answer. */
    private List<Sent> refolded(OperatorCommand command, ChapterEnvelope last, long now) {
        LOG.atInfo()
                .addKeyValue("event", "bible_refolded")
                .addKeyValue("book", last.id().bookId())
                .addKeyValue("chapter_number", last.id().number())
                .log("The book's bible was folded anew");
        return List.of(
                ending.bible(new BibleSnapshot(last.id(), last.run(), last.bible())),
                answer(
                        command,
                        CommandResult.Verdict.DONE,
                        "the book's bible is the one that was folded anew",
                        0,
                        now));
    }

    /** A step of the run that the command is about; the first one of the run that it starts. */
    private ChapterStep step(ChapterEnvelope begun, OperatorDecision decision, ChapterStore chapters) {
        if (decision instanceof OperatorDecision.GoesOn goesOn) {
            ChapterEnvelope envelope = goesOn.envelope();
            LastDecision before = chapters.decided(envelope.id());
            return before == null || before.run() < envelope.run()
                    ? tracing.first(STEP, envelope)
                    : tracing.step(STEP, envelope);
        }
        if (decision instanceof OperatorDecision.Ends ends) {
            return tracing.step(STEP, ends.envelope());
        }
        ChapterEnvelope latest = chapters.latest(begun.id());
        return tracing.step(STEP, latest == null ? begun : latest);
    }

    private List<Sent> obeyed(
            CommandResult passedOn,
            ChapterEnvelope begun,
            OperatorDecision decision,
            RouterState state,
            long now,
            ChapterStep step) {
        ChapterStore chapters = state.chapters();
        OperatorCommand command = passedOn.command();
        step.note("storycrew.command", command.id())
                .note("storycrew.command.kind", command.kind().name());
        RetryPolicy policy = state.policy().current();
        String key = begun.id().toString();
        List<Sent> sent = new ArrayList<>();
        if (decision instanceof OperatorDecision.Refused refused) {
            step.note("storycrew.decision", "refused");
            String unknown = refused.unknownLevel();
            Set<String> levels = new TreeSet<>(policy.levels().keySet());
            levels.add(RetryLevel.RECHECK);
            String didYouMean = unknown == null ? "" : YamlMap.nearest(unknown, levels);
            sent.add(answer(command, CommandResult.Verdict.REFUSED, refused.explanation() + didYouMean, 0, now));
        } else if (decision instanceof OperatorDecision.GoesOn goesOn) {
            ChapterEnvelope envelope = goesOn.envelope();
            RetryOrder order = envelope.order();
            step.note("storycrew.decision", "goes_on")
                    .note("storycrew.retry.level", order == null ? null : order.level());
            sent.add(new Sent(key, Outgoing.to(topics.stage(envelope.nextStage()), envelope, wire)));
            sent.add(answer(command, CommandResult.Verdict.DONE, goesOn.explanation(), envelope.run(), now));
            chapters.decided(envelope, goesOn.decided());
            DecisionDebug.obeyed(goesOn);
        } else if (decision instanceof OperatorDecision.Ends ends) {
            step.note("storycrew.decision", "ends")
                    .note("storycrew.outcome", ends.outcome().kind().name());
            sent.add(new Sent(key, Outgoing.to(topics.chapters(), ends.outcome(), wire)));
            sent.add(answer(
                    command,
                    CommandResult.Verdict.DONE,
                    ends.explanation(),
                    ends.envelope().run(),
                    now));
            chapters.decided(ends.envelope(), ends.decided());
        }
        LOG.atInfo()
                .addKeyValue("event", "operator_command")
                .addKeyValue("command", command.id())
                .addKeyValue("kind", command.kind())
                .addKeyValue("who", command.who())
                .addKeyValue("book", begun.id().bookId())
                .addKeyValue("chapter_number", begun.id().number())
                .addKeyValue("explanation", decision.explanation())
                .log("Operator's command: {}", decision.explanation());
        return sent;
    }

    private Sent answer(OperatorCommand command, CommandResult.Verdict verdict, String explanation, int run, long now) {
        CommandResult result =
                new CommandResult(command.withoutText(), verdict, RouterTopology.ROUTER, explanation, run, null, now);
        return new Sent(command.target(), Outgoing.to(topics.commandResults(), result, wire));
    }
}
