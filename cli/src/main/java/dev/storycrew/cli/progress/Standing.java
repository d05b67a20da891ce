package dev.storycrew.cli.progress;

import dev.storycrew.core.cost.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far some chapters are.
 *
 * @param ended chapters that have ended
 * @param of how many there are
 * @param underWay what is being done right now, the latest last; of many only some
 * @param atWork how many chapters are under way
 * @param cost so far, and what is expected to come; null where nothing has been spent
 * @param needy how many chapters need a person
 */
public record Standing(
        int ended,
        int of,
        List<UnderWay> underWay,
        int atWork,
        @Nullable Spending cost,
        int needy) {
    public Standing {
        underWay = List.copyOf(underWay);
    }

    /**
     * A chapter at work.
     *
     * @param what such as {@code the-lighthouse/2  edit  retry 1}
     * @param since milliseconds since the epoch
     */
    public record UnderWay(String what, long since) {}

    /**
     * What the chapters cost.
     *
     * @param toCome what the open chapters will cost if they cost what accepted ones did; null until one is accepted
     * @param priced false where part of it has no known price
     * @param notional true where no language model is paid
     */
    public record Spending(Money soFar, @Nullable Money toCome, boolean priced, boolean notional) {
        /** For people, such as {@code $0.03 so far, about $0.06 to come}. */
        String text() {
            String spent = (priced ? "" : "at least ") + soFar + (notional ? " (notional)" : "") + " so far";
            return toCome == null || toCome.nanoUsd() == 0 ? spent : spent + ", about " + toCome + " to come";
        }

        /**
         * What is expected to come.
         *
         * @param accepted how many chapters have been accepted, at what cost together
         * @param open how many have not ended
         * @param openCost what those have cost so far
         */
        static @Nullable Money toCome(int accepted, Money acceptedCost, int open, Money openCost) {
            if (accepted == 0 || open == 0) {
                return null;
            }
            return new Money(Math.max(0, acceptedCost.nanoUsd() / accepted * open - openCost.nanoUsd()));
        }
    }
}
