package dev.storycrew.app.permission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.SecurityUtils;

/** Permissions as a shell script of calls to Kafka's own {@code kafka-acls.sh}. */
public final class AclScript {
    private static final String HEAD = """
            #!/bin/sh
            # What StoryCrew's services and users may do, made by ./storycrew topics acls.
            # Usage: BOOTSTRAP=broker:9092 COMMAND_CONFIG=admin.properties sh acls.sh
            set -eu
            acl() {
              "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$COMMAND_CONFIG" --add "$@"
            }
            """;

    private AclScript() {}

    /**
     * The script, which says at its top how to run it.
     *
     * @param principals by holder
     */
    public static String of(Permissions permissions, Map<String, String> principals) {
        StringBuilder script = new StringBuilder(HEAD);
        principals.forEach((holder, principal) -> {
            script.append("\n# ").append(holder).append('\n');
            Map<ResourcePattern, List<String>> byResource = new LinkedHashMap<>();
            for (AclBinding acl : permissions.of(holder, principal)) {
                byResource
                        .computeIfAbsent(acl.pattern(), resource -> new ArrayList<>())
                        .add(SecurityUtils.operationName(acl.entry().operation()));
            }
            byResource.forEach((resource, operations) -> script.append(line(principal, resource, operations)));
        });
        return script.toString();
    }

    private static String line(String principal, ResourcePattern resource, List<String> operations) {
        String kind = resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return "acl --allow-principal " + quoted(principal) + " --operation " + String.join(" --operation ", operations)
                + " --resource-pattern-type "
                + resource.patternType().name().toLowerCase(Locale.ROOT) + " --" + kind + " " + quoted(resource.name())
                + "\n";
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
