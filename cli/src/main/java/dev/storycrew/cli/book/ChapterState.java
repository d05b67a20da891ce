package dev.storycrew.cli.book;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.StalledChapters;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The states in which {@code status} shows a chapter, in the order in which they are counted. */
enum ChapterState {
    ACCEPTED,
    UNDER_WAY,
    /** Requested, but its turn has not come. */
    WAITING,
    /** Only an operator can make it start. */
    HELD,
    DEAD_LETTERED,
    EXHAUSTED,
    CANCELLED,
    /** All its requests were. */
    REJECTED;

    /**
     * @param still null if the chapter is not standing still, or nothing is known about it
     * @param rejection of its only requests; null if one was taken
     */
    static ChapterState of(
            ChapterView view, StalledChapters.@Nullable Standstill still, @Nullable DeadLetter rejection) {
        if (rejection != null) {
            return REJECTED;
        }
        if (view.outcome() != null) {
            return valueOf(view.outcome().kind().name());
        }
        if (view.deadLetter() != null) {
            return DEAD_LETTERED;
        }
        if (!view.runs().isEmpty()) {
            return UNDER_WAY;
        }
        boolean held = still != null
                && (still.stall().reason() == StallDiagnosis.Reason.HELD
                        || still.stall().reason() == StallDiagnosis.Reason.HELD_BY_OPERATOR);
        return held ? HELD : WAITING;
    }

    /** As it stands in a sentence: {@code under way}. */
    String words() {
        return this == DEAD_LETTERED
                ? "dead-lettered"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Reads a state as people write it: {@code dead-lettered}, {@code UNDER_WAY}. */
    static final class Converter implements ITypeConverter<ChapterState> {
        @Override
        public ChapterState convert(String text) {
            try {
                return valueOf(text.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("there is no state '" + text + "'; the states are "
                        + Arrays.stream(values())
                                .map(state ->
                                        state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .collect(Collectors.joining(", ")));
            }
        }
    }
}
