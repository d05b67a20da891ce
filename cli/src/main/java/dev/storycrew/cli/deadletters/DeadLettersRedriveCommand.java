package dev.storycrew.cli.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.operate.deadletter.Letter;
import dev.storycrew.app.operate.deadletter.LetterBox;
import dev.storycrew.app.operate.deadletter.Redrive;
import dev.storycrew.app.operate.deadletter.RefusedByTopicException;
import dev.storycrew.app.operate.deadletter.SupersededException;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.Signature;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dead-letters redrive}: puts dead letters back to be worked on again. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = {
            "Puts dead letters back on the topics they came from, with all the work that was done. Each goes back only"
                    + " once, however often and by however many operators this is run; if it fails again, it becomes a"
                    + " new dead letter that keeps the count.",
            "Exit code 1 if a dead letter named by its id was refused, a topic rejected one, or another redrive took"
                    + " over."
        })
public final class DeadLettersRedriveCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "The ids of dead letters, as dead-letters list prints them.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "All open dead letters.")
    private boolean all;

    @Mixin
    private LetterFilter filter = new LetterFilter();

    @Option(names = "--dry-run", description = "Says what would be done, without doing it.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(names = "--by", paramLabel = "NAME", description = "Who decides (default: the current user).")
    private @Nullable String by;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for auditors.")
    private @Nullable String note;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final ArrayNode told = new ObjectMapper().createArrayNode();

    @Override
    public Integer call() {
        if (ids.isEmpty() && !all && !filter.given()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "say which: ids of dead letters, --stage, --reason, or --all for all open ones");
        }
        String who = Signature.who(spec.commandLine(), by);
        String why = Signature.note(spec.commandLine(), note);
        Connection connection = RealCluster.connect(config.load());
        int exit;
        if (dryRun) {
            exit = work(LetterBox.read(connection).letters(), letter -> {});
        } else {
            try (Redrive redrive = Redrive.begin(connection)) {
                exit = work(redrive.letters(), letter -> redrive.put(letter, who, why));
            } catch (SupersededException e) {
                spec.commandLine().getErr().println("storycrew: " + e.getMessage());
                exit = 1;
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(told.toPrettyString());
        }
        out.flush();
        return exit;
    }

    private interface Put {
        void put(Letter letter);
    }

    private int work(List<Letter> letters, Put put) {
        boolean named = !ids.isEmpty();
        for (String id : ids) {
            if (letters.stream().noneMatch(letter -> letter.letter().id().equals(id))) {
                throw new UsageException("there is no dead letter " + id + "; "
                        + config.hint("dead-letters", "list", "--all") + " lists them");
            }
        }
        boolean refused = false;
        boolean notTaken = false;
        int done = 0;
        for (Letter letter : letters) {
            boolean meant = (!named || ids.contains(letter.letter().id())) && filter.takes(letter);
            // A request for all of a kind does not mean those already redriven.
            if (!meant || (!named && letter.state() == Letter.State.REDRIVEN)) {
                continue;
            }
            if (letter.state() == Letter.State.OPEN) {
                try {
                    put.put(letter);
                    tell(
                            letter,
                            dryRun ? "would be redriven" : "redriven",
                            "to " + letter.letter().topic());
                    done++;
                } catch (RefusedByTopicException e) {
                    tell(letter, "refused", String.valueOf(e.getMessage()));
                    notTaken = true;
                }
            } else {
                tell(letter, "refused", String.valueOf(letter.objection()));
                refused = true;
            }
        }
        if (!json && done == 0) {
            spec.commandLine().getOut().println("nothing " + (dryRun ? "would be" : "was") + " redriven");
        }
        return notTaken || (named && refused) ? 1 : 0;
    }

    private void tell(Letter letter, String what, String detail) {
        String id = letter.letter().id();
        if (json) {
            told.addObject()
                    .put("id", id)
                    .put("key", letter.letter().keyText())
                    .put("result", what)
                    .put("detail", detail);
        } else {
            spec.commandLine()
                    .getOut()
                    .println(what + ": " + id + " (" + letter.letter().keyText() + ") " + detail);
            spec.commandLine().getOut().flush();
        }
    }
}
