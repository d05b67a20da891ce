package dev.storycrew.audit.canon;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import dev.storycrew.history.reading.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the topics hold about a book to which an operator came back, in the order read. */
final class BookHistory {
    private final Map<String, OperatorCommand> commands = new HashMap<>();
    private final Map<Integer, List<ChapterRequest>> requests = new HashMap<>();
    private final Map<Run, Begun> begun = new HashMap<>();
    private final List<Fact> events = new ArrayList<>();
    private final List<Fact.BibleFact> bibles = new ArrayList<>();
    private final Set<Integer> accepted = new HashSet<>();
    private boolean redone;

    private record Run(int chapter, int run) {}

    /**
     * The first record of a run.
     *
     * @param time in milliseconds since the epoch
     */
    record Begun(Position position, long time) {}

    /** @param counts false if it is later than what is audited: then it only shows that the book is redone */
    void take(Fact fact, long time, boolean counts) {
        redone |= showsRedoing(fact);
        if (counts) {
            take(fact, time);
        }
    }

    private boolean showsRedoing(Fact fact) {
        if (fact instanceof Fact.ResultFact answer) {
            return answer.again()
                    || (answer.command().kind() == OperatorCommand.Kind.REFOLD
                            && answer.verdict() == CommandResult.Verdict.PASSED_ON);
        }
        return fact instanceof Fact.EnvelopeFact carried && carried.again() != null
                || fact instanceof Fact.OutcomeFact ended
                        && accepted.contains(ended.chapter().number());
    }

    private void take(Fact fact, long time) {
        if (fact instanceof Fact.CommandFact given) {
            commands.putIfAbsent(given.command().id(), given.command());
        } else if (fact instanceof Fact.RequestFact requested && requested.whole() != null) {
            requests.computeIfAbsent(requested.chapter().number(), none -> new ArrayList<>())
                    .add(requested.whole());
        } else if (fact instanceof Fact.EnvelopeFact carried) {
            carried(carried, time);
        } else if (fact instanceof Fact.ResultFact answer) {
            events.add(answer);
        } else if (fact instanceof Fact.OutcomeFact ended) {
            if (ended.kind() == ChapterOutcome.Kind.ACCEPTED) {
                accepted.add(ended.chapter().number());
            }
            events.add(ended);
        } else if (fact instanceof Fact.BibleFact written) {
            bibles.add(written);
        }
    }

    private void carried(Fact.EnvelopeFact carried, long time) {
        boolean first = carried.run() == 1
                ? carried.place().equals(PipelineStep.START) && carried.attempt() == 0
                : carried.attempt() == 0;
        if (first) {
            begun.putIfAbsent(new Run(carried.chapter().number(), carried.run()), new Begun(carried.position(), time));
        }
    }

    /** True if an accepted chapter was made or judged again, or is to be. */
    boolean isRedone() {
        return redone;
    }

    @Nullable
    OperatorCommand command(@Nullable String id) {
        return id == null ? null : commands.get(id);
    }

    /** Of several with the same id the sequencer took one. */
    List<ChapterRequest> requests(int chapter, String requestId) {
        return requests.getOrDefault(chapter, List.of()).stream()
                .filter(request -> request.requestId().equals(requestId))
                .toList();
    }

    @Nullable
    Begun begun(int chapter, int run) {
        return begun.get(new Run(chapter, run));
    }

    /** Outcomes, and what became of commands. */
    List<Fact> events() {
        return events;
    }

    List<Fact.BibleFact> bibles() {
        return bibles;
    }
}
