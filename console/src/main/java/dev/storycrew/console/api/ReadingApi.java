package dev.storycrew.console.api;

import dev.storycrew.app.export.BookFormat;
import dev.storycrew.app.export.FinishedChapter;
import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.RequestShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.LongReads;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.CursorException;
import dev.storycrew.history.cards.ShownChapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/books/{book}/text} and {@code /export}: books to read. */
public final class ReadingApi implements Endpoints {
    private static final int USUAL = 5;
    private static final int MOST = 20;

    private final CardDesk desk;
    private final RequestShelf requests;
    private final LongReads longReads;
    private final InstantSource clock;

    record ReadChapter(
            int number,
            String title,
            String state,
            int words,
            @Nullable String text) {}

    record BookText(
            List<ReadChapter> items, @Nullable String next, String book, String title, String language, int chapters) {}

    public ReadingApi(CardDesk desk, RequestShelf requests, LongReads longReads, InstantSource clock) {
        this.longReads = longReads;
        this.desk = desk;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/books/{book}/text", this::text);
        routes.get("/api/books/{book}/export", longReads.bounded(this::export));
    }

    private BookText text(Asked asked) {
        Cards cards = BooksApi.cards(desk);
        long now = clock.millis();
        String book = BooksApi.book(cards, asked.part("book"));
        List<ShownChapter> all = BookRows.chapters(cards, book, now);
        List<ShownChapter> page;
        String next = null;
        String number = asked.parameter("number").orElse(null);
        if (number != null) {
            page = List.of(ChapterApi.find(cards, book, number, now));
        } else {
            try {
                CardPage found = cards.page(
                        CardQuery.ofBook(book, asked.limit(USUAL, MOST)).after(asked.after()), now);
                page = found.chapters();
                next = found.next();
            } catch (CursorException e) {
                throw ProblemException.ofField("after", String.valueOf(e.getMessage()));
            }
        }
        BookFrame frame = all.isEmpty() ? null : requests.frame(all.get(0).card());
        return new BookText(
                page.stream().map(this::chapter).toList(),
                next,
                book,
                frame == null ? book : frame.title(),
                frame == null ? "und" : frame.language(),
                all.size());
    }

    private ReadChapter chapter(ShownChapter shown) {
        BestAttempt best =
                requests.outcome(shown.card()).map(ChapterOutcome::best).orElse(null);
        String text = best == null ? null : String.join("\n\n", best.text().values());
        return new ReadChapter(
                shown.card().id().number(),
                shown.card().title(),
                shown.state().name(),
                text == null ? 0 : TextMetrics.words(text),
                text);
    }

    private @Nullable Object export(Asked asked) throws IOException {
        Cards cards = BooksApi.cards(desk);
        String book = BooksApi.book(cards, asked.part("book"));
        BookFormat format = BookFormat.of(asked.parameter("format").orElse(BookFormat.MARKDOWN.extension()))
                .orElseThrow(() -> ProblemException.ofField("format", "must be " + BookFormat.extensions()));
        List<FinishedChapter> accepted = new ArrayList<>();
        BookFrame frame = null;
        for (ShownChapter shown : BookRows.chapters(cards, book, clock.millis())) {
            ChapterOutcome outcome = shown.state() == ChapterState.ACCEPTED
                    ? requests.outcome(shown.card()).orElse(null)
                    : null;
            BestAttempt best = outcome == null ? null : outcome.best();
            if (outcome != null && best != null) {
                frame = outcome.brief().book();
                accepted.add(new FinishedChapter(
                        shown.card().id().number(), outcome.brief().title(), best.text(), outcome.endedAt()));
            }
        }
        if (frame == null) {
            throw ProblemException.of(ProblemException.NOT_NOW, "no chapter of " + book + " is accepted yet");
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        format.write(file, book, frame, accepted);
        asked.file(book + "." + format.extension(), format.mediaType(), file.toByteArray());
        return null;
    }
}
