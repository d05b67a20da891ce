package dev.storycrew.schemas.registry;

/**
 * How schemas are chosen.
 *
 * @param autoRegister a writer registers its schema; it comes before {@code useLatestVersion}, as with Confluent
 * @param useLatestVersion write, and read generically, with the latest schema of the subject
 * @param latestCompatibilityStrict refuse to write with a latest schema that cannot read the record's own
 * @param normalize let the registry ignore differences of order that mean nothing
 * @param removeJavaProperties show the registry a schema without {@code avro.java.string}
 * @param specificReader read into generated classes rather than generic records
 */
public record SchemaSettings(
        boolean autoRegister,
        boolean useLatestVersion,
        boolean latestCompatibilityStrict,
        boolean normalize,
        boolean removeJavaProperties,
        boolean specificReader,
        SubjectNaming keys,
        SubjectNaming values) {
    public SubjectNaming naming(boolean isKey) {
        return isKey ? keys : values;
    }
}
