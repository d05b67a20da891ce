package dev.storycrew.bench.mix;

import java.util.List;

/**
 * A kind of failed chapter.
 *
 * @param name for tables
 * @param issueTypes of the issues that its judge finds, the one that decides first
 * @param located true if all of them lie in one scene, false if none of them names a scene
 * @param weight its share of all failed chapters, above 0 and at most 1
 */
public record MixCase(String name, List<String> issueTypes, boolean located, double weight) {
    private static final double ONE_SCENE = 0.7;

    public MixCase {
        issueTypes = List.copyOf(issueTypes);
        if (!(weight > 0 && weight <= 1) || issueTypes.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + name + "' has no issue, or no weight above 0 and at most 1: " + weight);
        }
    }

    /**
     * The reference mix: 50 % prose, 30 % motivation, 15 % structure, 5 % something that no rule knows. Of all but
     * structure, 70 % name one scene.
     */
    public static List<MixCase> referenceMix() {
        List<String> prose = List.of("prose", "pacing", "style", "prose");
        List<String> motivation = List.of("motivation", "prose", "motivation", "pacing");
        List<String> other = List.of("atmosphere", "prose", "style");
        return List.of(
                new MixCase("prose in one scene", prose, true, 0.5 * ONE_SCENE),
                new MixCase("prose", prose, false, 0.5 * (1 - ONE_SCENE)),
                new MixCase("motivation in one scene", motivation, true, 0.3 * ONE_SCENE),
                new MixCase("motivation", motivation, false, 0.3 * (1 - ONE_SCENE)),
                new MixCase("structure", List.of("structure", "motivation", "structure", "prose"), false, 0.15),
                new MixCase("something else in one scene", other, true, 0.05 * ONE_SCENE),
                new MixCase("something else", other, false, 0.05 * (1 - ONE_SCENE)));
    }

    /** The kind that is redone from its plan. */
    static MixCase structure() {
        return referenceMix().stream()
                .filter(each -> each.issueTypes().get(0).equals("structure"))
                .findFirst()
                .orElseThrow();
    }
}
