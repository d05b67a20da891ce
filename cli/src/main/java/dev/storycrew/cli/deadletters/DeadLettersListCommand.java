package dev.storycrew.cli.deadletters;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.operate.deadletter.Letter;
import dev.storycrew.app.operate.deadletter.LetterBox;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.text.Counted;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters list}: the dead letters waiting for an operator. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the dead letters that can be put back on their topics (OPEN) and the rejected requests, which must be"
                    + " corrected and published again (REJECTED), oldest first, with how often each was delivered.",
            "With --all, also those already put back (REDRIVEN) and those that cannot be redriven (CLOSED)."
        })
public final class DeadLettersListCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Also those already redriven and those that cannot be redriven.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private LetterFilter filter = new LetterFilter();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        List<Letter> matching = LetterBox.read(RealCluster.connect(config.load())).letters().stream()
                .filter(filter::takes)
                .toList();
        List<Letter> shown =
                matching.stream().filter(letter -> all || isForAPerson(letter)).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(LetterPrint.json(shown).toPrettyString());
        } else {
            shown.forEach(letter -> out.print(LetterPrint.line(letter)));
            int others = matching.size() - shown.size();
            shown.stream()
                    .filter(letter -> letter.state() == Letter.State.REJECTED)
                    .findFirst()
                    .ifPresent(letter -> out.println("REJECTED requests cannot be redriven; ./storycrew dead-letters"
                            + " show ID says what to publish instead"));
            out.println((shown.isEmpty() ? "no dead letter is open" : Counted.of(shown.size(), "dead letter"))
                    + (others == 0
                            ? ""
                            : "; --all also lists " + Counted.of(others, "other")
                                    + ", already redriven or not redrivable"));
        }
        out.flush();
        return 0;
    }

    private static boolean isForAPerson(Letter letter) {
        return letter.state() == Letter.State.OPEN || letter.state() == Letter.State.REJECTED;
    }
}
