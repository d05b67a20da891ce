package dev.storycrew.core.event;

import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import java.util.List;

/**
 * What an author added to a book's bible after its first chapter had begun. Each chapter that had not begun by then names all of
 * it, and whichever of them starts next brings it into the bible; what is there already is not added twice.
 *
 * @param characters people the bible did not have, as the author describes them
 * @param facts facts the bible did not have
 */
public record BibleAdditions(List<StoryCharacter> characters, List<String> facts) {
    /** Nothing was added. */
    public static final BibleAdditions NONE = new BibleAdditions(List.of(), List.of());

    public BibleAdditions {
        characters = List.copyOf(characters);
        facts = List.copyOf(facts);
    }

    /** True if nothing was added. */
    public boolean isEmpty() {
        return characters.isEmpty() && facts.isEmpty();
    }

    /** A bible with all of it. */
    public StoryBible to(StoryBible bible) {
        return isEmpty() ? bible : bible.with(characters, facts);
    }
}
