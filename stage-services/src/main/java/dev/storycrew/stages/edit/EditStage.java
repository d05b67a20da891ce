package dev.storycrew.stages.edit;

import dev.storycrew.core.story.Part;
import dev.storycrew.stages.task.SceneTask;

/** Edits the scenes that have no revision. */
public final class EditStage extends SceneTask {
    public EditStage() {
        super(Part.REVISION);
    }
}
