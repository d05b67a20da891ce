package dev.storycrew.cli.book;

import dev.storycrew.app.BrokerReach;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.OutputGoneException;
import dev.storycrew.cli.progress.Progress;
import dev.storycrew.cli.progress.Screen;
import dev.storycrew.cli.progress.Watching;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.terminal.HarmlessWriter;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.CardCounts;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code watch}: what is under way right now, and what comes of it. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows chapters live: what is under way and for how long, the results, what it has"
                + " cost and will cost, and what needs a person. If books are named, it ends when all their"
                + " chapters have ended, with exit code 0 if all were accepted, otherwise 1. Without books"
                + " it runs until Ctrl-C. It only reads.")
public final class WatchCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 500;

    @Parameters(arity = "0..*", paramLabel = "BOOK", description = "Only these books, by their ids (default: all).")
    private List<String> books = new ArrayList<>();

    @Option(
            names = "--plain",
            description = "Print lines only, as in a pipe, without the status lines at the bottom of the terminal.")
    private boolean plain;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        SortedSet<String> watched = new TreeSet<>(books);
        Cards cards = Cards.read(
                connection,
                new ClusterServiceStatus(connection, null, settings.routing().onFailure() == OnFailure.CONTINUE),
                settings.stuckAfter(),
                watched);
        for (String book : books) {
            if (!cards.hasBook(book)) {
                throw new UsageException(
                        "there is no book " + book + "; " + config.hint("status") + " lists the books");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        Progress.Display display = Screen.display(HarmlessWriter.raw(out), plain, System.getenv());
        return Lifetime.of(display.writer(), lifetime -> {
            lifetime.add(display);
            lifetime.add(cards);
            lifetime.goodbye("");
            return follow(watched, cards, display, new BrokerReach(connection, display::line));
        });
    }

    private static int follow(SortedSet<String> books, Cards cards, Progress.Display display, BrokerReach reach)
            throws InterruptedException {
        long begin = System.currentTimeMillis();
        display.line(StatusText.totals(cards.summary(new CardQuery(books, Set.of(), false, 1, null), begin))
                .strip());
        Watching watching = new Watching(display, books, cards, begin);
        cards.follow(watching::take);
        while (true) {
            CardCounts counts = watching.show(cards, System.currentTimeMillis());
            if (!books.isEmpty() && Watching.isOver(counts)) {
                display.close();
                display.line(StatusText.totals(cards.summary(
                                new CardQuery(books, Set.of(), false, 1, null), System.currentTimeMillis()))
                        .strip());
                return counts.of(ChapterState.ACCEPTED) == counts.chapters() ? 0 : 1;
            }
            if (display.isGone()) {
                throw new OutputGoneException();
            }
            cards.requireFollowing();
            reach.require();
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
