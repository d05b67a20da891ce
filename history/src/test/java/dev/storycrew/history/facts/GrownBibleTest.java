package dev.storycrew.history.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GrownBibleTest {
    private static final StoryCharacter ANNA = new StoryCharacter("Anna", "keeper", null, "dry", List.of());

    @Test
    void theBibleThatOneGrewFromIsAmongThoseFound() {
        for (int seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            List<StoryCharacter> described = people(random, true);
            List<String> facts = facts(random);
            BibleAdditions added = new BibleAdditions(described, facts);
            List<StoryCharacter> known = people(random, false);
            // Of what is added, a chapter before may have brought some.
            StoryBible before = StoryBible.initial(known, facts(random), null);
            if (random.nextBoolean()) {
                before = new BibleAdditions(
                                described.subList(0, described.size() / 2), facts.subList(0, facts.size() / 2))
                        .to(before);
            }

            List<StoryBible> found = GrownBible.before(added.to(before), added);

            assertThat(found).as("seed %d", seed).contains(before);
            StoryBible grown = added.to(before);
            assertThat(found)
                    .as("seed %d", seed)
                    .allSatisfy(each -> assertThat(added.to(each)).isEqualTo(grown));
        }
    }

    @Test
    void aBibleWithoutWhatWasAddedGrewFromNone() {
        BibleAdditions added = new BibleAdditions(List.of(ANNA), List.of("It snows."));
        StoryBible without = StoryBible.initial(List.of(ANNA), List.of("It rains."), null);

        assertThat(GrownBible.before(without, added)).isEmpty();
    }

    private static List<String> facts(Random random) {
        return new ArrayList<>(random.ints(random.nextInt(5), 0, 8)
                .distinct()
                .mapToObj(number -> "Fact " + number + ".")
                .toList());
    }

    private static List<StoryCharacter> people(Random random, boolean byAuthor) {
        return random.ints(random.nextInt(4), 0, 6)
                .distinct()
                .mapToObj(number -> byAuthor
                        ? new StoryCharacter("Person " + number, "role " + number, null, "voice", List.of())
                        : new StoryCharacter("Person " + number, null, null, null, List.of("came")))
                .toList();
    }
}
