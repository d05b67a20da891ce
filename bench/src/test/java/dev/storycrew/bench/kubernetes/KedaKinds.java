package dev.storycrew.bench.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * The part of KEDA's kinds that our manifests use, after its documentation of 2.22. No package has a model of them: a
 * field that is not here may be right all the same, and is to be added here.
 */
final class KedaKinds {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private KedaKinds() {}

    static ScaledObject scaledObject(JsonNode spec) throws Exception {
        return STRICT.treeToValue(spec, ScaledObject.class);
    }

    static TriggerAuthentication triggerAuthentication(JsonNode spec) throws Exception {
        return STRICT.treeToValue(spec, TriggerAuthentication.class);
    }

    record ScaledObject(
            @JsonProperty(required = true) Target scaleTargetRef,
            int pollingInterval,
            int minReplicaCount,
            int maxReplicaCount,
            @JsonProperty(required = true) Advanced advanced,
            @JsonProperty(required = true) List<Trigger> triggers) {}

    record Target(
            @JsonProperty(required = true) String apiVersion,
            @JsonProperty(required = true) String kind,
            @JsonProperty(required = true) String name) {}

    /** What is in it goes to the autoscaler as it is; Kubernetes has a model of that. */
    record Advanced(@JsonProperty(required = true) Autoscaler horizontalPodAutoscalerConfig) {}

    record Autoscaler(@JsonProperty(required = true) JsonNode behavior) {}

    record Trigger(
            @JsonProperty(required = true) String type,
            @JsonProperty(required = true) Kafka metadata,
            @JsonProperty(required = true) Reference authenticationRef) {}

    /** All of these are strings to KEDA. */
    record Kafka(
            @JsonProperty(required = true) String bootstrapServers,
            @JsonProperty(required = true) String consumerGroup,
            @JsonProperty(required = true) String topic,
            @JsonProperty(required = true) String lagThreshold,
            @JsonProperty(required = true) String offsetResetPolicy,
            @JsonProperty(required = true) String allowIdleConsumers,
            @JsonProperty(required = true) String sasl,
            @JsonProperty(required = true) String tls) {}

    record Reference(@JsonProperty(required = true) String name) {}

    record TriggerAuthentication(
            @JsonProperty(required = true) List<SecretTarget> secretTargetRef) {}

    record SecretTarget(
            @JsonProperty(required = true) String parameter,
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String key) {}
}
