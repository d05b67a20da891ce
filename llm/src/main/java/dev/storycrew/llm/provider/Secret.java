package dev.storycrew.llm.provider;

/** A key or password. It is never shown: not in logs, messages or dead letters. */
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
