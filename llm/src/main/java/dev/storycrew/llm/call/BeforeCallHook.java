package dev.storycrew.llm.call;

/** Told before each call of a stage run. */
public interface BeforeCallHook {
    /**
     * The next thing is a call. The first time it is recorded, and the record is safe when this returns.
     *
     * @throws InterruptedException when the envelope is another process's by now: the call must not be made
     */
    void beforeCall() throws InterruptedException;
}
