package dev.storycrew.stages.write;

import dev.storycrew.core.story.Part;
import dev.storycrew.stages.task.SceneTask;

/** Writes the scenes that have no draft. */
public final class WriteStage extends SceneTask {
    public WriteStage() {
        super(Part.DRAFT);
    }
}
