package dev.storycrew.embedded;

/** What may be done to a subject, by Confluent's names; importing schemas with their ids is not supported. */
enum RegistryMode {
    READWRITE,
    READONLY,
    READONLY_OVERRIDE;

    boolean writable() {
        return this == READWRITE;
    }
}
