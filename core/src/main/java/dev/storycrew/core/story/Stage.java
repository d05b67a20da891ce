package dev.storycrew.core.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline: the stages in the order a chapter passes through them, and the part that each fills. Topics, the next
 * stage, what an erasure removes, what can be redriven and what an audit expects all follow from this declaration.
 */
public enum Stage {
    PLAN("planner", Part.PLAN),
    WRITE("writer", Part.DRAFT),
    EDIT("editor", Part.REVISION),
    JUDGE("judge", null),
    BIBLE("bible keeper", null);

    /** An allow-list: a new stage does not know the solution of a mystery unless it is added here. */
    private static final Set<Stage> KNOW_THE_TRUTH = EnumSet.of(JUDGE, BIBLE);

    private final String role;
    private final @Nullable Part fills;

    Stage(String role, @Nullable Part fills) {
        this.role = role;
        this.fills = fills;
    }

    /** The stage's name on the command line, in topics and in logs: {@code plan}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that the stage's system prompt gives the model: {@code planner}. */
    public String role() {
        return role;
    }

    /** The part of a chapter's work that the stage fills; null if it only reads the finished text. */
    public @Nullable Part fills() {
        return fills;
    }

    /** True if the stage fills a text for each scene, so that it can be asked for single scenes. */
    public boolean fillsTexts() {
        return fills != null && fills.isText();
    }

    /** True if an attempt can skip the stage: the chapter has a text without it. */
    public boolean canBeSkipped() {
        return fillsTexts() && !Part.texts().get(0).equals(fills);
    }

    /** True if the stage's results go to the router, on {@code <label>-results}, instead of the next stage. */
    public boolean reportsToRouter() {
        return fills == null;
    }

    /**
     * The name, without prefix, of the topic that the stage's results go to when it {@linkplain #reportsToRouter()
     * reports}.
     */
    public String resultsLabel() {
        return label() + "-results";
    }

    /** True for the stage that reads the finished text and says whether it will do. */
    public boolean judges() {
        return fills == null && !followsAcceptance();
    }

    /** The one that does. */
    public static Stage ofTheJudge() {
        return Arrays.stream(values()).filter(Stage::judges).findFirst().orElseThrow();
    }

    /** True when the stage runs once, for an accepted chapter, and belongs to no attempt. */
    public boolean followsAcceptance() {
        return compareTo(JUDGE) > 0;
    }

    /** True when the stage is shown the truth card of a mystery. */
    public boolean knowsTheTruth() {
        return KNOW_THE_TRUTH.contains(this);
    }

    /**
     * The stages that may come next in an attempt, in order: those that can be skipped or have nothing left to do, and the
     * first that must come. In the first attempt of a chapter's first run there is nothing to skip.
     */
    public List<Stage> mayBeFollowedBy(int run, int attempt) {
        List<Stage> following = new ArrayList<>();
        for (Stage later : values()) {
            // After a planner that took texts back, only what is still missing is made.
            boolean reached = following.isEmpty()
                    || ((run > 1 || attempt > 0)
                            && (following.get(following.size() - 1).canBeSkipped()
                                    || (fills == Part.first() && !later.followsAcceptance())));
            if (later.compareTo(this) > 0 && reached) {
                following.add(later);
            }
        }
        return following;
    }

    /** The stage that a chapter starts at. */
    public static Stage first() {
        return values()[0];
    }

    /** The stages of an attempt that makes a part and everything after it, in order, up to the judge. */
    public static List<Stage> from(Part part) {
        return Arrays.stream(values())
                .filter(stage -> stage.compareTo(part.stage()) >= 0 && !stage.followsAcceptance())
                .toList();
    }
}
