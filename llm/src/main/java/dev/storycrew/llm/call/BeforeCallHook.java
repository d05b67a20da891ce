package dev.storycrew.llm.call;

/** Called before each call of a stage run. */
public interface BeforeCallHook {
    /**
     * A call comes next. The first time, a start is recorded, and the record is safe when this returns.
     *
     * @throws InterruptedException if the envelope now belongs to another process: the call must not be made
     */
    void beforeCall() throws InterruptedException;
}
