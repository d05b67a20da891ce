package dev.storycrew.peers;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.core.story.Stage;
import io.temporal.activity.Activity;
import io.temporal.activity.DynamicActivity;
import io.temporal.common.converter.EncodedValues;
import java.util.Arrays;

/** The activities: one for each stage, of the stage's name. */
final class StageActivity implements DynamicActivity {
    private final ChapterSteps steps;

    StageActivity(ChapterSteps steps) {
        this.steps = steps;
    }

    @Override
    public Object execute(EncodedValues arguments) {
        String name = Activity.getExecutionContext().getInfo().getActivityType();
        Stage stage = Arrays.stream(Stage.values())
                .filter(each -> each.label().equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return steps.call(stage, arguments.get(0, byte[].class));
        } catch (Exception e) {
            throw Activity.wrap(e);
        }
    }
}
