package dev.storycrew.core.story;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person of the story.
 *
 * @param changes what accepted chapters did to the person, oldest first
 */
public record StoryCharacter(
        String name,
        @Nullable String role,
        @Nullable String motivation,
        @Nullable String voice,
        List<String> changes) {
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    public StoryCharacter {
        changes = List.copyOf(changes);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a character needs a name");
        }
    }

    /** True if a name is the person's, whatever its case, its spaces and the way its accents are encoded. */
    public boolean isNamed(String other) {
        return folded(name).equals(folded(other));
    }

    private static String folded(String name) {
        Normalizer2 composed = Normalizer2.getNFCInstance();
        String spaced = BLANKS.matcher(name).replaceAll(" ").strip();
        return composed.normalize(UCharacter.foldCase(composed.normalize(spaced), true));
    }
}
