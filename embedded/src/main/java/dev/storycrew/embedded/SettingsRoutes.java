package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Confluent's REST paths of compatibility and mode. */
final class SettingsRoutes {
    private final SubjectSettings settings;

    SettingsRoutes(SubjectSettings settings) {
        this.settings = settings;
    }

    Object config(RegistryRequest asked) throws IOException {
        String subject = subject(asked);
        switch (asked.method()) {
            case "PUT" -> {
                Compatibility level = word(Compatibility.class, asked.body().path("compatibility"))
                        .orElseThrow(() -> new RegistryException(
                                422,
                                42203,
                                "Invalid compatibility level. Valid values are " + List.of(Compatibility.values())));
                settings.setCompatibility(subject, Optional.of(level));
                return Map.of("compatibility", level);
            }
            case "DELETE" -> {
                Compatibility level = settings.compatibility(subject);
                settings.setCompatibility(subject, Optional.empty());
                return Map.of("compatibilityLevel", level);
            }
            default -> {
                if (!subject.isEmpty()
                        && !asked.flag("defaultToGlobal")
                        && settings.ownCompatibility(subject).isEmpty()) {
                    throw new RegistryException(
                            404,
                            40408,
                            "Subject '" + subject + "' does not have subject-level compatibility configured");
                }
                return Map.of("compatibilityLevel", settings.compatibility(subject));
            }
        }
    }

    Object mode(RegistryRequest asked) throws IOException {
        String subject = subject(asked);
        switch (asked.method()) {
            case "PUT" -> {
                RegistryMode mode = word(RegistryMode.class, asked.body().path("mode"))
                        .orElseThrow(() -> new RegistryException(
                                422, 42204, "Invalid mode. Valid values are " + List.of(RegistryMode.values())));
                settings.setMode(subject, Optional.of(mode));
                return Map.of("mode", mode);
            }
            case "DELETE" -> {
                RegistryMode mode = settings.mode(subject);
                settings.setMode(subject, Optional.empty());
                return Map.of("mode", mode);
            }
            default -> {
                if (!subject.isEmpty()
                        && !asked.flag("defaultToGlobal")
                        && settings.ownMode(subject).isEmpty()) {
                    throw new RegistryException(
                            404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
                }
                return Map.of("mode", settings.mode(subject));
            }
        }
    }

    private static String subject(RegistryRequest asked) {
        return asked.path().size() > 1 ? asked.path().get(1) : SubjectSettings.GLOBAL;
    }

    private static <E extends Enum<E>> Optional<E> word(Class<E> words, JsonNode given) {
        return List.of(words.getEnumConstants()).stream()
                .filter(word -> word.name().equals(given.asText()))
                .findFirst();
    }
}
