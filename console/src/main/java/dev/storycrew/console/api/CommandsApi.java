package dev.storycrew.console.api;

import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.app.operate.PolicyChanges;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.app.operate.PublishedMeanwhileException;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.app.operate.deadletter.Letter;
import dev.storycrew.app.operate.deadletter.Redrive;
import dev.storycrew.app.operate.deadletter.RefusedByTopicException;
import dev.storycrew.app.operate.deadletter.SupersededException;
import dev.storycrew.console.command.CommandAnswer;
import dev.storycrew.console.command.CommandLineText;
import dev.storycrew.console.command.CommandRequest;
import dev.storycrew.console.command.FileProblem;
import dev.storycrew.console.command.Objections;
import dev.storycrew.console.command.RedoEffect;
import dev.storycrew.console.command.RedoEstimate;
import dev.storycrew.console.read.Bounded;
import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.LetterIndex;
import dev.storycrew.console.read.PolicyShelf;
import dev.storycrew.console.read.RequestShelf;
import dev.storycrew.console.read.ResultShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.Problem;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.request.BookNames;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/commands}: says what a command would do, or gives it and waits for what became of it. */
public final class CommandsApi implements Endpoints {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int REMEMBERED = 2000;
    private static final int LOCKS = 64;

    private final Connection connection;
    private final CardDesk desk;
    private final LetterIndex letters;
    private final PolicyShelf policies;
    private final ResultShelf results;
    private final RequestShelf requests;
    private final PolicyChanges changes;
    private final InstantSource clock;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
    /** What was done by this process, by the commands' ids. */
    private final Map<String, Answered> answered = Bounded.byAge(REMEMBERED);

    /** The digests of what was sent by this process, by the commands' ids. */
    private final Map<String, String> sent = Bounded.byAge(REMEMBERED);

    private record Answered(String request, CommandAnswer answer) {}

    public CommandsApi(
            Connection connection,
            CardDesk desk,
            LetterIndex letters,
            PolicyShelf policies,
            ResultShelf results,
            RequestShelf requests,
            RetryPolicy configured,
            InstantSource clock) {
        this.connection = connection;
        this.desk = desk;
        this.letters = letters;
        this.policies = policies;
        this.results = results;
        this.requests = requests;
        this.changes = new PolicyChanges(configured, words -> CommandLineText.of(List.of(words)));
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.command("/api/commands", this::command);
    }

    private CommandAnswer command(Asked asked) throws InterruptedException {
        CommandRequest request = CommandRequest.of(asked.body());
        String who = asked.session().person().name();
        if (!request.confirm()) {
            return preview(request, who);
        }
        // Whoever sends one twice at once hears the same twice.
        synchronized (locks[Math.floorMod(request.id().hashCode(), LOCKS)]) {
            Answered before;
            synchronized (answered) {
                before = answered.get(request.id());
            }
            if (before != null) {
                if (!before.request.equals(request.digest())) {
                    throw usedId("this id belongs to another command");
                }
                return before.answer;
            }
            CommandAnswer answer = give(request, who);
            synchronized (answered) {
                answered.put(request.id(), new Answered(request.digest(), answer));
            }
            return answer;
        }
    }

    private static ProblemException usedId(String why) {
        return ProblemException.of(ProblemException.NOT_NOW, why, "take another id");
    }

    private CommandAnswer preview(CommandRequest request, String who) {
        String line = CommandLineText.of(request);
        try {
            return switch (request.kind()) {
                case RETRY, ACCEPT, CANCEL, REVISE -> previewChapter(request, line);
                case HOLD, RELEASE -> previewBook(request, line);
                case REDRIVE -> previewRedrive(request, line);
                case PUBLISH, ROLLBACK, ROLLOUT -> {
                    PolicyTopic.Publication publication = publication(request, policies.published(), who);
                    yield publication == null
                            ? CommandAnswer.refused(sameAlready(request), line)
                            : CommandAnswer.would(
                                    PolicyTopic.reference(publication.active())
                                            + " would be active: every router uses it from then on, and chapters under way"
                                            + " keep their attempts",
                                    line);
                }
                case SUBMIT -> previewSubmit(request, line);
            };
        } catch (UsageException e) {
            return refused(e, line);
        }
    }

    private static CommandAnswer refused(UsageException why, String line) {
        Problem problem = FileProblem.of(String.valueOf(why.getMessage()));
        return new CommandAnswer(false, problem.error(), null, null, List.of(), List.of(), line, problem);
    }

    private static String sameAlready(CommandRequest request) {
        return request.kind() == CommandRequest.Kind.ROLLOUT
                ? "the rollout is already at " + request.percent() + " %; nothing would be published"
                : "the active policy already says the same; nothing would be published";
    }

    private ShownChapter chapter(CommandRequest request) {
        Cards cards = BooksApi.cards(desk);
        ChapterId id;
        try {
            id = ChapterId.parse(request.target());
        } catch (IllegalArgumentException e) {
            throw ProblemException.ofField("target", String.valueOf(e.getMessage()));
        }
        ShownChapter shown = cards.chapter(id, clock.millis());
        if (shown == null) {
            throw ProblemException.of(ProblemException.NOT_THERE, "there is no chapter " + id);
        }
        return shown;
    }

    private CommandAnswer previewChapter(CommandRequest request, String line) {
        ShownChapter shown = chapter(request);
        String id = shown.card().key();
        String whyNot = LegalCommand.of(shown).stream()
                .filter(legal -> legal.kind().equals(request.kind().label()))
                .map(LegalCommand::whyNot)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (whyNot != null) {
            return CommandAnswer.refused(whyNot, line);
        }
        return switch (request.kind()) {
            case RETRY -> previewRetry(request, shown, line);
            case ACCEPT -> previewAccept(request, shown, line);
            case CANCEL ->
                CommandAnswer.would(
                        "chapter " + id + " would end as CANCELLED, and its book would be held; a call in progress"
                                + " finishes and its result is dropped",
                        line);
            default -> previewRevise(request, shown, line);
        };
    }

    private CommandAnswer previewAccept(CommandRequest request, ShownChapter shown, String line) {
        Integer attempt = request.attempt();
        String whyNot = attempt == null
                ? null
                : requests.outcome(shown.card())
                        .map(outcome -> Objections.toAccepting(attempt, outcome))
                        .orElse(null);
        return whyNot != null
                ? CommandAnswer.refused(whyNot, line)
                : CommandAnswer.would(
                        (attempt == null ? "the best attempt" : "attempt " + attempt) + " of chapter "
                                + shown.card().key()
                                + " would be accepted, its changes to the bible would be written, and its book would go on",
                        line);
    }

    private CommandAnswer previewRevise(CommandRequest request, ShownChapter shown, String line) {
        String whyNot = request.text().isEmpty()
                ? "the text is missing: hand in the scenes, by their numbers"
                : Objections.toHandingIn(
                        shown.card().id(),
                        request.text().size(),
                        scenes(requests.outcome(shown.card()).orElse(null)).size());
        return whyNot != null
                ? CommandAnswer.refused(whyNot, line)
                : CommandAnswer.would(
                                "the text handed in would be judged like any other, and never rewritten by a machine"
                                        + stands(shown),
                                line)
                        .costing(null, null, List.of(), effect(shown).redoes());
    }

    /** The scenes of a chapter's best attempt, which a new run begins from; empty if none was judged. */
    private static SortedSet<Integer> scenes(@Nullable ChapterOutcome outcome) {
        BestAttempt best = outcome == null ? null : outcome.best();
        return best == null ? new TreeSet<>() : new TreeSet<>(best.text().keySet());
    }

    private CommandAnswer previewRetry(CommandRequest request, ShownChapter shown, String line) {
        RetryPolicy policy = policies.active();
        String name = String.valueOf(request.level());
        RetryLevel level = policy.levels().get(name);
        if (level == null) {
            return CommandAnswer.refused(
                    "policy " + policy.reference() + " has no level " + name + "; it has "
                            + policy.levels().values().stream()
                                    .sorted(RetryLevel.BY_REACH)
                                    .map(RetryLevel::name)
                                    .collect(Collectors.joining(", ")),
                    line);
        }
        if (!request.scenes().isEmpty() && !level.erases().isText()) {
            return CommandAnswer.refused(
                    name + " erases the scene list, and every scene with it; do not name scenes", line);
        }
        if (level.erases().isText() && shown.card().path().bestHundredths() == null) {
            return CommandAnswer.refused(
                    "no attempt at chapter " + shown.card().id() + " was judged, so " + name
                            + " has nothing to keep; use FULL_RETRY",
                    line);
        }
        ChapterOutcome outcome = requests.outcome(shown.card()).orElse(null);
        String note = request.note();
        String whyNot = policy.disabledLevels().contains(name)
                ? "policy " + policy.reference() + " has disabled " + name
                : note != null && outcome != null && new TruthGuard(outcome.bible()).givesAway(note)
                        ? "the note gives away the truth card, which the planner, writer and editor must not see;"
                                + " reword it"
                        : Objections.toScenes(shown.card().id(), request.scenes(), scenes(outcome));
        if (whyNot != null) {
            return CommandAnswer.refused(whyNot, line);
        }
        RedoEstimate redo = RedoEstimate.of(connection, shown.card(), level, request.scenes());
        RedoEffect effect = effect(shown);
        List<String> redoes = new ArrayList<>(redo.redoes());
        redoes.addAll(effect.redoes());
        boolean accepted = shown.state() == ChapterState.ACCEPTED;
        return CommandAnswer.would(
                        "the next run of chapter " + shown.card().id() + " would begin from its "
                                + (accepted ? "accepted text" : "best attempt") + " with " + name + stands(shown),
                        line)
                .costing(redo.usd() == null ? null : redo.usd() + effect.usd(), redo.seconds(), redo.keeps(), redoes);
    }

    private static String stands(ShownChapter shown) {
        return shown.state() == ChapterState.ACCEPTED ? "; the accepted text stands until the new run is accepted" : "";
    }

    private RedoEffect effect(ShownChapter shown) {
        ChapterId id = shown.card().id();
        return shown.state() == ChapterState.ACCEPTED
                ? RedoEffect.of(
                        id,
                        BookRows.chapters(BooksApi.cards(desk), id.bookId(), clock.millis()),
                        chapter -> requests.outcome(chapter.card()))
                : RedoEffect.NONE;
    }

    private String book(CommandRequest request) {
        return BooksApi.book(BooksApi.cards(desk), request.target());
    }

    private CommandAnswer previewBook(CommandRequest request, String line) {
        String book = book(request);
        BookCard card = BooksApi.cards(desk).book(book);
        String heldBy = card == null ? null : card.progress().heldBy();
        if (request.kind() == CommandRequest.Kind.HOLD) {
            return heldBy == null
                    ? CommandAnswer.would(
                            "the chapter of " + book + " that is under way would finish, and no other would start",
                            line)
                    : CommandAnswer.refused("book " + book + " is already held by " + heldBy, line);
        }
        String whyNot = Objections.toReleasing(
                card, BookRows.chapters(BooksApi.cards(desk), book, clock.millis()), desk.goesOnAfterFailure());
        if (whyNot != null) {
            return CommandAnswer.refused(whyNot, line);
        }
        return CommandAnswer.would(
                heldBy == null
                        ? "book " + book + " would go on without the chapter that holds it, for good"
                        : "book " + book + ", held by " + heldBy + ", would go on",
                line);
    }

    private CommandAnswer previewRedrive(CommandRequest request, String line) {
        LetterIndex.Entry entry = letter(request);
        String whyNot = letters.objectionTo(entry, () -> DeadLettersApi.progress(desk.cards(), entry));
        return whyNot == null
                ? CommandAnswer.would(
                        "it would be put back on " + entry.letter().topic() + " with all its work", line)
                : CommandAnswer.refused(whyNot, line);
    }

    private LetterIndex.Entry letter(CommandRequest request) {
        LetterIndex.Entry entry = letters.find(request.target());
        if (entry == null) {
            throw ProblemException.of(ProblemException.NOT_THERE, "there is no such dead letter");
        }
        return entry;
    }

    private PolicyTopic.@Nullable Publication publication(
            CommandRequest request, PolicyTopic.Published before, String who) {
        long now = clock.millis();
        return switch (request.kind()) {
            case PUBLISH -> {
                String body = request.body() == null ? "" : request.body();
                PolicyCheck check = PolicyFile.check(FileProblem.POLICY, body);
                RetryPolicy policy = check.policy();
                if (policy == null) {
                    throw new UsageException(check.errors().get(0));
                }
                yield changes.publish(before, policy, body, who, now);
            }
            case ROLLBACK -> changes.rollback(before, request.target().isBlank() ? null : request.target(), who, now);
            default -> {
                Integer percent = request.percent();
                if (percent == null) {
                    throw ProblemException.ofField("percent", "must be 0 to 100");
                }
                yield changes.rollout(before, percent, who, now);
            }
        };
    }

    /** A book, and its chapters that were requested before. */
    private record Submitted(Book book, List<ChapterRequest> all, long known) {}

    private Submitted submitted(CommandRequest request) {
        Book book = BookFile.parse(FileProblem.BOOK, request.body() == null ? "" : request.body());
        Cards cards = BooksApi.cards(desk);
        BooksApi.lines(cards, clock.millis()).stream()
                .map(line -> line.book())
                .filter(other ->
                        !other.equals(book.id()) && BookNames.folder(other).equals(BookNames.folder(book.id())))
                .findFirst()
                .ifPresent(other -> {
                    throw new UsageException(
                            "id: the book " + other + " differs only in case; give this one another id");
                });
        List<ChapterRequest> all = Submission.requests(book);
        long known = 0;
        for (ChapterRequest one : all) {
            ShownChapter shown = cards.chapter(one.brief().id(), clock.millis());
            String before = shown == null || shown.card().isRejected()
                    ? null
                    : requests.request(shown.card())
                            .map(ChapterRequest::requestId)
                            .orElse(null);
            if (before != null && !before.equals(one.requestId())) {
                throw new UsageException("chapter " + one.brief().id().number()
                        + " was requested before with different content; ./storycrew submit BOOK.yaml --update changes"
                        + " what has not begun, or give the changed book another id");
            }
            known += before == null ? 0 : 1;
        }
        return new Submitted(book, all, known);
    }

    private CommandAnswer previewSubmit(CommandRequest request, String line) {
        Submitted submitted = submitted(request);
        int chapters = submitted.all.size();
        return CommandAnswer.would(
                Counted.of(chapters, "chapter") + " of " + submitted.book.id() + " would be requested"
                        + (submitted.known == 0
                                ? ""
                                : ", " + submitted.known + " of them as before, which changes nothing"),
                line);
    }

    private CommandAnswer give(CommandRequest request, String who) throws InterruptedException {
        String line = CommandLineText.of(request);
        try {
            return switch (request.kind()) {
                case RETRY, ACCEPT, CANCEL, REVISE ->
                    send(request, chapter(request).card().key(), who, line);
                case HOLD, RELEASE -> send(request, book(request), who, line);
                case REDRIVE -> redrive(request, who, line);
                case PUBLISH, ROLLBACK, ROLLOUT -> publish(request, who, line);
                case SUBMIT -> {
                    Submitted submitted = submitted(request);
                    Submission.publish(connection, submitted.all);
                    yield CommandAnswer.done(
                            Counted.of(submitted.all.size(), "chapter") + " of " + submitted.book.id()
                                    + " requested"
                                    + (submitted.known == 0 ? "" : ", " + submitted.known + " of them as before"),
                            line);
                }
            };
        } catch (UsageException e) {
            return refused(e, line);
        }
    }

    private CommandAnswer send(CommandRequest request, String target, String who, String line)
            throws InterruptedException {
        OperatorCommand command = new OperatorCommand(
                request.id(),
                OperatorCommand.Kind.valueOf(request.kind().name()),
                target,
                request.level(),
                request.scenes(),
                request.attempt(),
                request.text(),
                request.note(),
                who,
                clock.millis());
        CommandResult result = results.find(request.id());
        String digest = request.digest();
        String sentBefore;
        synchronized (sent) {
            sentBefore = result == null ? sent.putIfAbsent(request.id(), digest) : sent.get(request.id());
        }
        if (sentBefore != null && !sentBefore.equals(digest)) {
            throw usedId("this id belongs to another command");
        }
        boolean sentHere = result == null || sentBefore != null;
        if (result == null) {
            new CommandTopic(connection).post(command);
            result = results.await(request.id(), PATIENCE);
        }
        if (result == null) {
            throw ProblemException.of(
                    ProblemException.OUT_OF_REACH,
                    "the command was sent but not answered within " + PATIENCE.toSeconds() + " s",
                    "see whether the sequencer and the router run, and send it again: it is carried out once");
        }
        String whyNot = Objections.toAnswering(command, result.command(), sentHere);
        if (whyNot != null) {
            throw usedId(whyNot);
        }
        return result.verdict() == CommandResult.Verdict.DONE
                ? CommandAnswer.done(result.explanation(), line)
                : CommandAnswer.refused(result.explanation(), line);
    }

    /** One at a time: a redrive that begins ends the one before. */
    private synchronized CommandAnswer redrive(CommandRequest request, String who, String line) {
        String id = letter(request).letter().id();
        try (Redrive redrive = Redrive.begin(connection)) {
            Letter letter = redrive.letters().stream()
                    .filter(one -> one.letter().id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.of(ProblemException.NOT_THERE, "there is no such dead letter"));
            if (letter.state() != Letter.State.OPEN) {
                return CommandAnswer.refused(String.valueOf(letter.objection()), line);
            }
            redrive.put(letter, who, request.note());
            return CommandAnswer.done("put back on " + letter.letter().topic(), line);
        } catch (RefusedByTopicException | SupersededException e) {
            return CommandAnswer.refused(String.valueOf(e.getMessage()), line);
        }
    }

    private CommandAnswer publish(CommandRequest request, String who, String line) {
        PolicyTopic.Publication published;
        // One at a time: whoever publishes fences all others.
        synchronized (changes) {
            try {
                published = new PolicyTopic(connection).publish(before -> publication(request, before, who));
            } catch (PublishedMeanwhileException e) {
                throw ProblemException.of(
                        ProblemException.NOT_NOW,
                        "someone else published a policy meanwhile, so this was not done",
                        "look at the policies again");
            }
        }
        return published == null
                ? CommandAnswer.refused(sameAlready(request).replace("would be", "was"), line)
                : CommandAnswer.done(
                        PolicyTopic.reference(published.active()) + " is active; every router uses it from now on",
                        line);
    }
}
