package dev.storycrew.peers;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.core.story.Stage;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.ActivityStub;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;

/** Calls an activity for each stage that a chapter needs. What comes next follows from the chapter alone, as a replay wants. */
final class StagesInOrder implements ChapterWorkflow {
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

    private final ChapterSteps steps;

    StagesInOrder(ChapterSteps steps) {
        this.steps = steps;
    }

    @Override
    public byte[] make(byte[] begun) {
        ActivityStub stages = Workflow.newUntypedActivityStub(ActivityOptions.newBuilder()
                .setStartToCloseTimeout(LONGEST_CALL)
                .build());
        byte[] chapter = begun;
        for (Optional<Stage> next = steps.next(chapter); next.isPresent(); next = steps.next(chapter)) {
            chapter = stages.execute(next.get().label(), byte[].class, (Object) chapter);
        }
        return chapter;
    }
}
