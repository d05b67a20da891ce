package dev.storycrew.bench.audit;

import static org.awaitility.Awaitility.await;

import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.OperatorCommand.Kind;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides by hand on each chapter that was not accepted, now this way, now that, so that a history holds all of them. */
final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MAX_RUNS = 4;

    private final CommandTopic commands;
    private final PolicyTopic policies;
    private final List<CommandResult> done = new ArrayList<>();
    private int sent;
    private int turn;

    Operator(Connection connection) {
        this.commands = new CommandTopic(connection);
        this.policies = new PolicyTopic(connection);
    }

    /** What was obeyed. */
    List<CommandResult> done() {
        return done;
    }

    /** Publishes the default policy with some of its lines changed. */
    void publish(String... fromTo) {
        String changed = PolicyFile.defaultText();
        for (int index = 0; index < fromTo.length; index += 2) {
            if (!changed.contains(fromTo[index])) {
                throw new AssertionError("the default policy has no line " + fromTo[index]);
            }
            changed = changed.replace(fromTo[index], fromTo[index + 1]);
        }
        String body = changed;
        PolicyCheck checked = PolicyFile.check("policy", body);
        RetryPolicy policy = Objects.requireNonNull(checked.policy(), () -> String.valueOf(checked));
        policies.publish(before -> {
            PolicyDocument version =
                    new PolicyDocument("default", before.nextVersion(policy), body, "mia", System.currentTimeMillis());
            return new PolicyTopic.Publication(version, version);
        });
    }

    boolean hold(String book) throws InterruptedException {
        return send(command(Kind.HOLD, book));
    }

    boolean release(String book) throws InterruptedException {
        return send(command(Kind.RELEASE, book));
    }

    /** The sequencer may see an outcome a little later than the operator does. */
    private void insist(Supplier<OperatorCommand> command) {
        await().atMost(PATIENCE).until(() -> send(command.get()));
    }

    boolean cancel(ChapterId chapter) throws InterruptedException {
        return send(command(Kind.CANCEL, chapter.toString()));
    }

    /**
     * Decides on a chapter that was not accepted.
     *
     * @return true when its book goes on without it
     */
    boolean decide(ChapterOutcome outcome) throws InterruptedException {
        String chapter = outcome.chapter().toString();
        if (outcome.run() >= MAX_RUNS) {
            insist(() -> command(Kind.RELEASE, outcome.chapter().bookId()));
            return true;
        }
        if (outcome.best() == null) {
            retry(outcome, "FULL_RETRY");
            return false;
        }
        boolean byHand = outcome.reason() == EndReason.HANDED_IN;
        switch (byHand ? 0 : turn++ % 7) {
            case 0 -> accept(chapter, null);
            case 1 -> revise(outcome);
            case 2 -> retry(outcome, "EDIT_ONLY", 1);
            case 3 -> accept(chapter, outcome.history().isEmpty() ? null : 0);
            case 4 -> retry(outcome, "WRITE_ONLY", 1, 2);
            case 5 -> {
                retry(outcome, "WRITE_ONLY");
                cancel(outcome.chapter());
            }
            default -> {
                insist(() -> command(Kind.RELEASE, outcome.chapter().bookId()));
                return true;
            }
        }
        return false;
    }

    private void accept(String chapter, @Nullable Integer attempt) {
        insist(() -> new OperatorCommand(
                id(),
                Kind.ACCEPT,
                chapter,
                null,
                new TreeSet<>(),
                attempt,
                new TreeMap<>(),
                "good enough",
                "mia",
                System.currentTimeMillis()));
    }

    private void revise(ChapterOutcome outcome) {
        SortedMap<Integer, String> text =
                new TreeMap<>(Objects.requireNonNull(outcome.best()).text());
        text.replaceAll((scene, words) -> words.substring(0, words.length() / 3) + " and so on.");
        insist(() -> new OperatorCommand(
                id(),
                Kind.REVISE,
                outcome.chapter().toString(),
                null,
                new TreeSet<>(),
                null,
                text,
                "shorter",
                "mia",
                System.currentTimeMillis()));
    }

    private void retry(ChapterOutcome outcome, String level, Integer... scenes) {
        insist(() -> new OperatorCommand(
                id(),
                Kind.RETRY,
                outcome.chapter().toString(),
                level,
                new TreeSet<>(List.of(scenes)),
                null,
                new TreeMap<>(),
                "The rope must be wet.",
                "mia",
                System.currentTimeMillis()));
    }

    private OperatorCommand command(Kind kind, String target) {
        return OperatorCommand.of(id(), kind, target, null, "mia", System.currentTimeMillis());
    }

    private String id() {
        return "by-mia-" + sent++;
    }

    private boolean send(OperatorCommand command) throws InterruptedException {
        CommandResult result = commands.send(command, PATIENCE);
        if (result == null) {
            throw new AssertionError("no answer to " + command);
        }
        if (result.verdict() == CommandResult.Verdict.DONE) {
            done.add(result);
            return true;
        }
        return false;
    }
}
