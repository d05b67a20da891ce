package dev.storycrew.llm.rehearsal.story;

import java.util.Locale;
import java.util.regex.Pattern;

/** The kinds of book that the stock tells apart. */
enum Genre {
    MYSTERY("mystery|crime|detective|thriller|noir|悬疑|推理|侦探"),
    ROMANCE("romance|love|爱情|言情"),
    SF("science|sci-?fi|\\bsf\\b|space|科幻|太空"),
    OTHER("");

    private final Pattern names;

    Genre(String names) {
        this.names = Pattern.compile(names);
    }

    static Genre of(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        for (Genre genre : values()) {
            if (genre.names.matcher(folded).find()) {
                return genre;
            }
        }
        return OTHER;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
