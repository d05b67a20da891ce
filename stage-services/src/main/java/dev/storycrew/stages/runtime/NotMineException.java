package dev.storycrew.stages.runtime;

/** The envelope became another process's while its start was being recorded; no call is made. */
final class NotMineException extends InterruptedException {
    private static final long serialVersionUID = 1L;
}
