package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Compatibility and mode, by subject and, under the empty name, for all others; kept in the journal. */
final class SubjectSettings {
    static final String GLOBAL = "";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryJournal journal;
    private final Map<String, Compatibility> compatibilities = new ConcurrentHashMap<>();
    private final Map<String, RegistryMode> modes = new ConcurrentHashMap<>();

    SubjectSettings(RegistryJournal journal) {
        this.journal = journal;
    }

    /** What holds for a subject. */
    Compatibility compatibility(String subject) {
        return ownCompatibility(subject).or(() -> ownCompatibility(GLOBAL)).orElse(Compatibility.BACKWARD);
    }

    Optional<Compatibility> ownCompatibility(String subject) {
        return Optional.ofNullable(compatibilities.get(subject));
    }

    /** What holds for a subject. */
    RegistryMode mode(String subject) {
        Optional<RegistryMode> global = ownMode(GLOBAL);
        if (global.filter(RegistryMode.READONLY_OVERRIDE::equals).isPresent()) {
            return RegistryMode.READONLY_OVERRIDE;
        }
        return ownMode(subject).or(() -> global).orElse(RegistryMode.READWRITE);
    }

    Optional<RegistryMode> ownMode(String subject) {
        return Optional.ofNullable(modes.get(subject));
    }

    /** Sets a subject's own, or takes it away with an empty one. */
    void setCompatibility(String subject, Optional<Compatibility> compatibility) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("config", subject);
        compatibility.ifPresent(level -> line.put("level", level.name()));
        journal.append(line);
        apply(line);
    }

    /** Sets a subject's own, or takes it away with an empty one. */
    void setMode(String subject, Optional<RegistryMode> mode) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("mode", subject);
        mode.ifPresent(own -> line.put("level", own.name()));
        journal.append(line);
        apply(line);
    }

    /** Applies a line of the journal, if it is about settings. */
    boolean apply(JsonNode line) {
        String level = line.path("level").asText();
        if (line.has("config")) {
            String subject = line.get("config").asText();
            if (level.isEmpty()) {
                compatibilities.remove(subject);
            } else {
                compatibilities.put(subject, Compatibility.valueOf(level));
            }
            return true;
        }
        if (line.has("mode")) {
            String subject = line.get("mode").asText();
            if (level.isEmpty()) {
                modes.remove(subject);
            } else {
                modes.put(subject, RegistryMode.valueOf(level));
            }
            return true;
        }
        return false;
    }
}
