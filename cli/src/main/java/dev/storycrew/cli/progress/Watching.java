package dev.storycrew.cli.progress;

import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.cards.CardCounts;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.CardSummary;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Shows what happens to chapters from now on, what is under way, and who needs a person. It knows them by their cards.
 * Safe for use by many threads.
 */
public final class Watching {
    /** Of more chapters, what they have cost is not added up. */
    private static final int ADDED_UP = 5_000;

    private static final int PAGE = 500;
    private static final int UNDER_WAY = 50;
    private static final int NEEDY = 100;
    /** Of more who need somebody, only these are told. */
    private static final int MOST_TOLD = 1_000;

    private final Progress.Display display;
    private final SortedSet<String> books;
    private final @Nullable Map<ChapterId, Cost> costs;
    private final Set<String> told = new HashSet<>();
    private int chapters;

    /** @param accepted true once it was; null while it is open */
    private record Cost(
            Money money,
            boolean priced,
            boolean notional,
            @Nullable Boolean accepted) {
        static final Cost NOTHING = new Cost(Money.ZERO, true, false, null);

        Cost ended(@Nullable Boolean was) {
            return new Cost(money, priced, notional, was);
        }
    }

    /**
     * Begins with what the cards say.
     *
     * @param books their ids; empty for all
     */
    public Watching(Progress.Display display, SortedSet<String> books, Cards cards, long now) {
        this.display = display;
        this.books = books;
        CardSummary summary = cards.summary(all(PAGE), now);
        this.chapters = wanted(summary.counts());
        this.costs = summary.counts().chapters() > ADDED_UP ? null : costs(cards, now);
    }

    private Map<ChapterId, Cost> costs(Cards cards, long now) {
        Map<ChapterId, Cost> known = new HashMap<>();
        String next = null;
        do {
            CardPage page = cards.page(all(PAGE).after(next), now);
            page.chapters().forEach(chapter -> {
                ChapterCard card = chapter.card();
                known.put(
                        card.id(),
                        new Cost(
                                card.spent().cost(),
                                card.spent().priced(),
                                card.spent().notional(),
                                ending(chapter.state())));
            });
            next = page.next();
        } while (next != null);
        return known;
    }

    private static @Nullable Boolean ending(ChapterState state) {
        return switch (state) {
            case ACCEPTED -> true;
            case EXHAUSTED, CANCELLED, REJECTED -> false;
            case UNDER_WAY, WAITING, HELD, DEAD_LETTERED -> null;
        };
    }

    /** Takes a value that a topic got. */
    public synchronized void take(Object value) {
        if (value instanceof StageRun run) {
            tell(Narration.of(run));
            if (run.phase() != StageRun.Phase.STARTED) {
                change(
                        run.chapter(),
                        cost -> new Cost(
                                cost.money().plus(run.usage().cost()),
                                cost.priced() && run.usage().priced(),
                                cost.notional() || run.notionalPrice(),
                                cost.accepted()));
            }
        } else if (value instanceof RetryDecision decision) {
            tell(Narration.of(decision));
        } else if (value instanceof ChapterOutcome outcome) {
            tell(Narration.of(outcome));
            change(outcome.chapter(), cost -> cost.ended(outcome.kind() == ChapterOutcome.Kind.ACCEPTED));
        } else if (value instanceof DeadLetter letter && letter.key() != null) {
            tell(Narration.of(letter, new String(letter.key(), StandardCharsets.UTF_8)));
        } else if (value instanceof CommandResult result) {
            tell(Narration.of(result));
            ProgressEvent event = ProgressEvent.of(result);
            if (event != null && event.kind() == ProgressEvent.Kind.REOPENED) {
                change(new ChapterId(event.book(), event.chapter()), cost -> cost.ended(null));
            }
        }
    }

    private void change(ChapterId chapter, UnaryOperator<Cost> how) {
        if (costs != null) {
            costs.put(chapter, how.apply(costs.getOrDefault(chapter, Cost.NOTHING)));
        }
    }

    private void tell(@Nullable String line) {
        if (line != null) {
            display.line(line);
        }
    }

    /**
     * Shows how things stand.
     *
     * @return the counts of the chapters that are watched
     */
    public synchronized CardCounts show(Cards cards, long now) {
        CardSummary summary = cards.summary(all(PAGE), now);
        int wanted = wanted(summary.counts());
        if (wanted > chapters) {
            display.line(Counted.of(wanted - chapters, "chapter") + " more " + (wanted - chapters == 1 ? "was" : "were")
                    + " requested");
        }
        chapters = wanted;
        tellOfNeeds(cards, now);
        List<Standing.UnderWay> underWay = new ArrayList<>();
        cards.page(new CardQuery(books, Set.of(ChapterState.UNDER_WAY), false, UNDER_WAY, null), now)
                .chapters()
                .forEach(chapter -> underWay.add(underWay(chapter)));
        display.at(new Standing(
                ended(summary.counts()),
                wanted,
                underWay,
                summary.counts().of(ChapterState.UNDER_WAY),
                spending(wanted - ended(summary.counts())),
                summary.needy()));
        return summary.counts();
    }

    /** Each need once, and again when it comes again. */
    private void tellOfNeeds(Cards cards, long now) {
        Set<String> needs = new HashSet<>();
        String next = null;
        do {
            CardPage page = cards.page(new CardQuery(books, Set.of(), true, NEEDY, next), now);
            page.chapters().forEach(chapter -> needs.add(tellOfNeed(chapter)));
            next = page.next();
        } while (next != null && needs.size() < MOST_TOLD);
        told.retainAll(needs);
    }

    private String tellOfNeed(ShownChapter chapter) {
        ChapterCard card = chapter.card();
        String why = chapter.still() == null
                ? chapter.state().words()
                : chapter.still().stall().because();
        String advice = chapter.still() == null
                ? ""
                : "; to do: " + chapter.still().stall().advice();
        String need = card.key() + " " + why;
        if (told.add(need)) {
            display.line(card.key() + "  needs you: " + why + advice);
        }
        return need;
    }

    private static Standing.UnderWay underWay(ShownChapter chapter) {
        ChapterCard card = chapter.card();
        ChapterProgress progress = card.progress();
        if (progress == null || progress.stage() == null) {
            return new Standing.UnderWay(card.key() + "  " + card.title(), card.changedAt());
        }
        return new Standing.UnderWay(
                card.key() + "  " + card.title() + "  " + progress.stage().label() + "  "
                        + Attempts.label(progress.attempt()),
                progress.at());
    }

    private Standing.@Nullable Spending spending(int open) {
        if (costs == null) {
            return null;
        }
        Money all = Money.ZERO;
        Money accepted = Money.ZERO;
        Money ofOpen = Money.ZERO;
        int acceptedCount = 0;
        boolean priced = true;
        boolean notional = false;
        for (Cost cost : costs.values()) {
            all = all.plus(cost.money());
            priced &= cost.priced();
            notional |= cost.notional();
            if (cost.accepted() == null) {
                ofOpen = ofOpen.plus(cost.money());
            } else if (cost.accepted()) {
                accepted = accepted.plus(cost.money());
                acceptedCount++;
            }
        }
        return new Standing.Spending(
                all, priced ? Standing.Spending.toCome(acceptedCount, accepted, open, ofOpen) : null, priced, notional);
    }

    private CardQuery all(int limit) {
        return new CardQuery(books, Set.of(), false, limit, null);
    }

    private static int wanted(CardCounts counts) {
        return counts.chapters() - counts.of(ChapterState.REJECTED);
    }

    private static int ended(CardCounts counts) {
        return counts.of(ChapterState.ACCEPTED) + counts.of(ChapterState.EXHAUSTED) + counts.of(ChapterState.CANCELLED);
    }

    /** True once every chapter has ended; rejected requests do not count. */
    public static boolean isOver(CardCounts counts) {
        return ended(counts) == wanted(counts);
    }
}
