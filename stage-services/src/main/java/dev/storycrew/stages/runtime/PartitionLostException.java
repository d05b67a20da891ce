package dev.storycrew.stages.runtime;

/** The envelope passed to another process before its first call, or before a call repeating a failed one. */
final class PartitionLostException extends InterruptedException {
    private static final long serialVersionUID = 1L;
}
