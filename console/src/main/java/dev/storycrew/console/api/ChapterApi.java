package dev.storycrew.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.audit.trail.TrailSource;
import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.PolicyShelf;
import dev.storycrew.console.read.RequestShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.LongReads;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import dev.storycrew.schemas.topic.Topic;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/books/{book}/chapters/{n}}: a chapter's records, read from where its card says that they are. */
public final class ChapterApi implements Endpoints {
    private final Connection connection;
    private final CardDesk desk;
    private final RequestShelf requests;
    private final BooksApi books;
    private final PolicyShelf policies;
    private final LongReads longReads;
    private final InstantSource clock;

    record OfBook(String book, String title, String language, int chapters) {}

    record Words(int wanted, double tolerance, @Nullable Integer counted) {}

    record RetryCost(
            int attempt,
            String level,
            double costUsd,
            @Nullable Double fullRetryUsd) {}

    record Saved(double firstPassUsd, double bibleUsd, boolean priced, List<RetryCost> retries) {}

    record Chapter(
            ChapterRow card,
            OfBook book,
            ObjectNode timeline,
            List<AttemptTexts> attempts,
            Words words,
            Map<String, Double> gates,
            Saved savings,
            @Nullable Map<String, String> truth,
            Map<String, String> positions,
            List<LegalCommand> commands) {}

    public ChapterApi(
            Connection connection,
            CardDesk desk,
            RequestShelf requests,
            BooksApi books,
            PolicyShelf policies,
            LongReads longReads,
            InstantSource clock) {
        this.connection = connection;
        this.desk = desk;
        this.requests = requests;
        this.books = books;
        this.policies = policies;
        this.longReads = longReads;
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/books/{book}/chapters/{number}", longReads.bounded(this::chapter));
    }

    /** The chapter that a path names. @throws ProblemException if there is none */
    static ShownChapter find(Cards cards, String book, String number, long now) {
        BooksApi.book(cards, book);
        ShownChapter found = number.matches("[1-9][0-9]{0,8}")
                ? cards.chapter(new ChapterId(book, Integer.parseInt(number)), now)
                : null;
        if (found == null) {
            throw ProblemException.of(ProblemException.NOT_THERE, "book " + book + " has no such chapter");
        }
        return found;
    }

    private Chapter chapter(Asked asked) {
        Cards cards = BooksApi.cards(desk);
        long now = clock.millis();
        ShownChapter shown = find(cards, asked.part("book"), asked.part("number"), now);
        ChapterCard card = shown.card();
        ChapterRecords records =
                new ChapterRecords(card.id(), connection.topics().operatorCommands());
        new TrailSource(connection).ofChapter(card, topics(shown), records::take);
        return records.now(
                books.row(shown, cards, now).startedAt(records.startedAt(Integer.MAX_VALUE)),
                requests.frame(card),
                cards.chapters(card.id().bookId()),
                policies.active(),
                policies::named,
                asked.byOperator(),
                LegalCommand.of(shown));
    }

    /** Of a chapter that has ended, what was judged holds all texts. */
    private List<Topic<?>> topics(ShownChapter shown) {
        var all = connection.topics();
        List<Topic<?>> read = new ArrayList<>(List.of(
                all.chapters(),
                all.chapterRequests(),
                all.commandResults(),
                all.stageRuns(),
                all.retryDecisions(),
                all.deadLetters()));
        boolean open = shown.state() == ChapterState.UNDER_WAY || shown.state() == ChapterState.DEAD_LETTERED;
        if (open) {
            read.addAll(all.envelopes());
        } else if (shown.card().last() != null) {
            read.add(all.judgeResults());
        }
        return read;
    }
}
