package dev.storycrew.cli.book;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.BookPage;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.CardSummary;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.CursorException;
import dev.storycrew.history.cards.ShownChapter;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: the state of every chapter, and why the stuck ones are stuck and what to do. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows the state of a cluster's chapters: totals first, then a line per chapter or, if there are many,"
                        + " what needs attention and a line per book. For stuck chapters it says why, and what to do.")
public final class StatusCommand implements Callable<Integer> {
    private static final int PAGE = 200;

    @Parameters(arity = "0..*", paramLabel = "BOOK", description = "Only these books, by their ids (default: all).")
    private List<String> books = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            converter = ChapterStateConverter.class,
            description = "Only chapters in this state: accepted, under-way, waiting, held, dead-lettered, exhausted,"
                    + " cancelled or rejected. Several are separated by commas.")
    private List<ChapterState> states = new ArrayList<>();

    @Option(names = "--stuck", description = "Only chapters that need attention, each with the reason and what to do.")
    private boolean stuck;

    @Option(
            names = "--chapters",
            description = "Show every chapter; without it, more than " + StatusText.ONE_BY_ONE
                    + " are shown as one line per book.")
    private boolean everyChapter;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show at most N chapters or books per page (default: " + PAGE
                    + " chapters, or all with --chapters, or " + StatusText.ONE_BY_ONE
                    + " books; in JSON all). With this option,"
                    + " JSON is an object with \"chapters\" and \"next\".")
    private @Nullable Integer limit;

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            description = "Show the page after the one that ended with this cursor; repeat its other options.")
    private @Nullable String after;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        CardQuery query = query();
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        Cards cards = Cards.read(
                connection,
                new ClusterServiceStatus(connection, null, settings.routing().onFailure() == OnFailure.CONTINUE),
                settings.stuckAfter(),
                query.books());
        for (String book : books) {
            if (!cards.hasBook(book)) {
                throw new UsageException(
                        "there is no book " + book + "; " + config.hint("status") + " lists the books");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (json) {
                printJson(cards, query, out);
            } else {
                print(cards, query, out);
            }
        } catch (CursorException e) {
            throw new UsageException("--after: " + e.getMessage());
        }
        out.flush();
        return 0;
    }

    private CardQuery query() {
        if (limit != null && limit < 1) {
            throw new UsageException("--limit must be at least 1, but is " + limit);
        }
        return new CardQuery(new TreeSet<>(books), Set.copyOf(states), stuck, limit == null ? PAGE : limit, after);
    }

    private void print(Cards cards, CardQuery query, PrintWriter out) {
        long now = System.currentTimeMillis();
        boolean filtered = !books.isEmpty() || !states.isEmpty() || stuck;
        CardSummary summary = cards.summary(query, now);
        int chapters = summary.counts().chapters();
        if (chapters == 0) {
            out.println(
                    filtered
                            ? "no chapter matches"
                            : "no chapter has been requested; submit a book with ./storycrew submit BOOK.yaml");
            return;
        }
        boolean oneByOne = everyChapter || filtered || chapters <= StatusText.ONE_BY_ONE;
        if (oneByOne) {
            // A page is looked for before anything is printed: its cursor may be wrong.
            CardPage page = cards.page(query, now);
            out.print(StatusText.totals(summary));
            out.print(StatusText.chapters(page.chapters(), now));
            while (page.next() != null && everyChapter && limit == null) {
                page = cards.page(query.after(page.next()), now);
                out.print(StatusText.chapters(page.chapters(), now));
            }
            out.print(StatusText.next(page.next()));
            return;
        }
        int lines = limit == null ? StatusText.ONE_BY_ONE : limit;
        BookPage page = cards.books(lines, after, now);
        CardQuery needs = new CardQuery(query.books(), Set.of(), true, lines, null);
        out.print(StatusText.totals(summary));
        out.print(StatusText.books(after == null ? cards.page(needs, now) : null, summary.needy(), page, now));
    }

    /** All chapters as one array; or with a limit or a cursor one page as an object. */
    private void printJson(Cards cards, CardQuery query, PrintWriter out) throws IOException {
        long now = System.currentTimeMillis();
        ObjectMapper mapper = new ObjectMapper();
        CardPage page = cards.page(query, now);
        if (limit != null || after != null) {
            ObjectNode whole = mapper.createObjectNode();
            ArrayNode all = whole.putArray("chapters");
            page.chapters().forEach(chapter -> new ChapterStatus(chapter).describe(all.addObject(), now));
            whole.put("next", page.next());
            out.println(whole.toPrettyString());
            return;
        }
        try (SequenceWriter array = mapper.writerWithDefaultPrettyPrinter()
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValuesAsArray(out)) {
            while (true) {
                for (ShownChapter chapter : page.chapters()) {
                    ObjectNode node = mapper.createObjectNode();
                    new ChapterStatus(chapter).describe(node, now);
                    array.write(node);
                }
                if (page.next() == null) {
                    break;
                }
                page = cards.page(query.after(page.next()), now);
            }
        }
        out.println();
    }
}
