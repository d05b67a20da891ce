package dev.storycrew.llm.provider;

/** A key or password. It never shows itself: not in logs, not in messages, not in dead letters. */
public record Secret(String value) {
    public Secret {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a key must not be blank");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
