package dev.storycrew.schemas.topic;

import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistryClient.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Keeps the input readable. Programs of others write requests, and may register a schema of their own for them: under a
 * registry's usual {@code BACKWARD}, one without a field that we need. {@code FULL_TRANSITIVE} refuses that.
 */
public final class SchemaAdmin {
    /** Every version reads what any other has written. */
    public static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private final RegistryClient registry;
    private final TopicCatalogue catalogue;
    private final Topic<?> requests;

    /** @param registry one that may register schemas */
    public SchemaAdmin(RegistryClient registry, TopicCatalogue catalogue) {
        this.registry = registry;
        this.catalogue = catalogue;
        this.requests = catalogue.chapterRequests();
    }

    /**
     * Sets the input's compatibility and registers our schema, so that producers can use the latest version. What is
     * there already must fit: see {@link #problems()}.
     *
     * @throws dev.storycrew.schemas.registry.SchemaRefusedException when the registry does not take it
     * @throws dev.storycrew.schemas.registry.RegistryUnavailableException when the registry does not answer
     */
    public void protectInput() {
        if (!COMPATIBILITY.equals(registry.compatibility(requests.subject()))) {
            registry.setCompatibility(requests.subject(), COMPATIBILITY);
        }
        registry.register(requests.subject(), requests.codec().schema());
    }

    /** What is wrong with the topics' subjects, each in a sentence that says what to do; empty if nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(foreignVersions());
        String compatibility = registry.compatibility(requests.subject());
        if (!COMPATIBILITY.equals(compatibility)) {
            problems.add("the compatibility of subject " + requests.subject() + " is " + compatibility + ", expected "
                    + COMPATIBILITY + ": anybody could register a schema that StoryCrew cannot read;"
                    + " run `./storycrew schemas register`, which sets it");
        }
        return problems;
    }

    /**
     * The topics' versions, live in the registry, that do not fit our schema; empty if all do. All must be readable with
     * ours, and the input's readers must also be able to read what we write.
     */
    public List<String> foreignVersions() {
        List<String> problems = new ArrayList<>();
        for (Topic<?> topic : catalogue.all()) {
            for (Version version : registry.history(topic.subject())) {
                objection(topic, version).ifPresent(problems::add);
            }
        }
        return problems;
    }

    private Optional<String> objection(Topic<?> topic, Version version) {
        Schema own = topic.codec().schema();
        String where = "version " + version.version() + " of subject " + topic.subject() + " (schema id " + version.id()
                + ") is not StoryCrew's: ";
        List<String> unread = incompatibilities(own, version.schema());
        if (!unread.isEmpty()) {
            return Optional.of(where + "StoryCrew cannot read records written with it (" + String.join("; ", unread)
                    + "). " + remedy(topic, version));
        }
        List<String> unreadable = topic.equals(requests) ? incompatibilities(version.schema(), own) : List.<String>of();
        return unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of(where + "its readers cannot read StoryCrew's requests (" + String.join("; ", unreadable)
                        + "). " + remedy(topic, version));
    }

    private static String remedy(Topic<?> topic, Version version) {
        return "Let its programs use StoryCrew's schema, delete the version (DELETE /subjects/" + topic.subject()
                + "/versions/" + version.version() + "), and run `./storycrew schemas register`";
    }

    private static List<String> incompatibilities(Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility pair =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        return pair.getType() == SchemaCompatibilityType.COMPATIBLE
                ? List.of()
                : pair.getResult().getIncompatibilities().stream()
                        .map(problem -> words(problem, reader))
                        .toList();
    }

    private static String words(Incompatibility problem, Schema reader) {
        return switch (problem.getType()) {
            case READER_FIELD_MISSING_DEFAULT_VALUE ->
                "the field " + problem.getMessage() + " of " + record(problem, reader) + " is missing";
            case NAME_MISMATCH -> "the record has another name: " + problem.getMessage();
            case TYPE_MISMATCH -> "the type differs at " + problem.getLocation() + ": " + problem.getMessage();
            default ->
                "the schemas differ at " + problem.getLocation() + ": "
                        + problem.getMessage().replaceAll("\\s+", " ");
        };
    }

    /** Avro's message is the bare name of a field. */
    private static String record(Incompatibility problem, Schema reader) {
        Schema fragment = problem.getReaderFragment();
        return fragment.getType() == Schema.Type.RECORD ? fragment.getName() : reader.getName();
    }
}
