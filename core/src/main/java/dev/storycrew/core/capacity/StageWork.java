package dev.storycrew.core.capacity;

/**
 * What chapters took of a stage, retries included.
 *
 * @param runs how many stage runs ended
 * @param busyMillis how long they kept a lane, in milliseconds, waits for the provider included
 * @param calls how many requests they sent, failed ones included
 * @param tokens input and output together
 */
public record StageWork(long runs, long busyMillis, long calls, long tokens) {
    public static final StageWork NONE = new StageWork(0, 0, 0, 0);

    public StageWork {
        if (runs < 0 || busyMillis < 0 || calls < 0 || tokens < 0) {
            throw new IllegalArgumentException("nothing of a stage's work can be negative");
        }
    }

    public StageWork plus(StageWork other) {
        return new StageWork(
                runs + other.runs, busyMillis + other.busyMillis, calls + other.calls, tokens + other.tokens);
    }
}
