package dev.storycrew.history.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
            BibleAdditions earlier = BibleAdditions.NONE;
            if (random.nextBoolean()) {
                BibleAdditions some = new BibleAdditions(
                        described.subList(0, described.size() / 2), facts.subList(0, facts.size() / 2));
                before = some.to(before);
                // Also where it is not known what was there.
                earlier = random.nextBoolean() ? some : earlier;
            }

            List<StoryBible> found =
                    GrownBible.before(added.to(before), added, earlier).orElseThrow();

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

        assertThat(found(without, added)).isEmpty();
    }

    @Test
    void aPersonWhoseOnlyChangeWasWithdrawnMayHaveBeenThereUndescribed() {
        StoryBible broughtUp = StoryBible.initial(List.of(), List.of(), null).after(2, changing("Tom Reed", "arrives"));
        StoryBible withdrawn = broughtUp.after(
                3,
                new BibleChanges(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of())
                        .referring(List.of(), List.of(new BibleChanges.Withdrawal("p2001", null)), List.of()));
        BibleAdditions added = new BibleAdditions(
                List.of(new StoryCharacter("Tom Reed", "the ferryman", null, null, List.of())), List.of());

        assertThat(withdrawn.characters()).containsExactly(new StoryCharacter("Tom Reed", null, null, null, List.of()));
        assertThat(found(added.to(withdrawn), added)).contains(withdrawn);
    }

    @Test
    void aPersonWhomAChapterCalledOtherwiseIsFoundUndescribed() {
        StoryBible before = StoryBible.initial(List.of(), List.of(), null).after(2, changing("Tom", "arrives"));
        BibleAdditions added = new BibleAdditions(
                List.of(new StoryCharacter("Tom Reed", "the ferryman", null, null, List.of())), List.of());

        assertThat(found(added.to(before), added)).contains(before);
    }

    @Test
    void changesThatAnAdditionBringsDoNotCount() {
        StoryBible before = StoryBible.initial(List.of(), List.of("It rains."), null);
        BibleAdditions added = new BibleAdditions(
                List.of(new StoryCharacter("Tom Reed", "the ferryman", null, null, List.of("left"))), List.of());

        assertThat(found(added.to(before), added)).contains(before);
    }

    @Test
    void whatAnEarlierChapterBeganWithIsNotTriedAgain() {
        List<StoryCharacter> thirty = many(30);
        BibleAdditions added = new BibleAdditions(thirty, List.of("It snows."));
        StoryBible before = added.to(StoryBible.initial(List.of(ANNA), List.of("It rains."), null));
        for (int chapter = 1; chapter <= 30; chapter++) {
            before = before.after(chapter, changing("Person " + chapter, "came"));
        }

        assertThat(GrownBible.before(added.to(before), added, added)).hasValue(List.of(before));

        List<StoryCharacter> oneMore = new ArrayList<>(thirty);
        oneMore.add(new StoryCharacter("Tom Reed", "the ferryman", null, null, List.of()));
        BibleAdditions more = new BibleAdditions(oneMore, List.of("It snows.", "It thaws."));
        StoryBible left = before.after(31, changing("Tom Reed", "arrives"));

        assertThat(GrownBible.before(more.to(left), more, added).orElseThrow())
                .contains(left)
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void tooManyWaysAreNotTried() {
        BibleAdditions added = new BibleAdditions(many(30), List.of());
        StoryBible before = StoryBible.initial(List.of(), List.of(), null);
        for (int chapter = 1; chapter <= 30; chapter++) {
            before = before.after(chapter, changing("Person " + chapter, "came"));
        }

        assertThat(GrownBible.before(added.to(before), added, BibleAdditions.NONE))
                .isEmpty();
    }

    private static List<StoryBible> found(StoryBible grown, BibleAdditions added) {
        return GrownBible.before(grown, added, BibleAdditions.NONE).orElseThrow();
    }

    private static List<StoryCharacter> many(int people) {
        return IntStream.rangeClosed(1, people)
                .mapToObj(number -> new StoryCharacter("Person " + number, "role " + number, null, "voice", List.of()))
                .toList();
    }

    private static BibleChanges changing(String name, String change) {
        return new BibleChanges(
                null,
                List.of(),
                List.of(),
                List.of(new BibleChanges.CharacterChange(name, change)),
                List.of(),
                List.of(),
                List.of());
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
