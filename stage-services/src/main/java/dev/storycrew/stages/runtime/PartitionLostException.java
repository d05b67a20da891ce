package dev.storycrew.stages.runtime;

/** The envelope became another process's before its first call, or before a call that was to repeat one that failed. */
final class PartitionLostException extends InterruptedException {
    private static final long serialVersionUID = 1L;
}
