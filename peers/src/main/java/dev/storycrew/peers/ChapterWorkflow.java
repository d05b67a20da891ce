package dev.storycrew.peers;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A chapter as a workflow of Temporal. */
@WorkflowInterface
public interface ChapterWorkflow {
    /** Takes a chapter before its first call, and returns it when it has ended. */
    @WorkflowMethod
    byte[] make(byte[] chapter);
}
