package dev.storycrew.cli;

/** Books that tests have written. */
final class TestBooks {
    private TestBooks() {}

    /** A mystery of ten short chapters whose truth card has words that are nowhere else. */
    static String tenChapters() {
        StringBuilder book = new StringBuilder("""
                id: long
                title: Long
                genre: mystery
                words-per-chapter: 450
                style: {forbidden-words: [suddenly]}
                bible:
                  characters: [{name: Ida Marsh}, {name: Ole Brandt}]
                  facts: [The bridge was closed in March.]
                  truth-card: {culprit: Zebulon Quartermain, method: a thermometer filled with arsenic}
                chapters:
                """);
        for (int chapter = 1; chapter <= 10; chapter++) {
            book.append("  - {number: ").append(chapter).append(", title: T").append(chapter);
            book.append(", summary: \"Ida goes on, part ").append(chapter).append(". Ole does not.\"}\n");
        }
        return book.toString();
    }
}
