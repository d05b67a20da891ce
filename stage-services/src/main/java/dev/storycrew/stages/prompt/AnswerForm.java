package dev.storycrew.stages.prompt;

/** How a model may answer, which a stage's templates must explain to it. */
public enum AnswerForm {
    /** All that was asked for. */
    WHOLE,
    /** Passages of texts that are shown with numbered paragraphs. */
    PASSAGES,
    /** Some scenes as they are, where their texts are shown. */
    KEEPING,
    /** A report on what is shown of a chapter. */
    IN_PART
}
