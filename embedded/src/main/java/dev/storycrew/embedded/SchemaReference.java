package dev.storycrew.embedded;

/**
 * A named type that a schema uses and another subject defines: Confluent's schema reference.
 *
 * @param name the full name of the type
 * @param version of the subject, from 1
 */
record SchemaReference(String name, String subject, int version) implements Comparable<SchemaReference> {
    @Override
    public int compareTo(SchemaReference other) {
        int byName = name.compareTo(other.name);
        int bySubject = subject.compareTo(other.subject);
        return byName != 0 ? byName : bySubject != 0 ? bySubject : Integer.compare(version, other.version);
    }
}
