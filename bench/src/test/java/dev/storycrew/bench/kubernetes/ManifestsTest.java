package dev.storycrew.bench.kubernetes;

import static dev.storycrew.bench.kubernetes.Manifests.container;
import static dev.storycrew.bench.kubernetes.Manifests.list;
import static dev.storycrew.bench.kubernetes.Manifests.name;
import static dev.storycrew.bench.kubernetes.Manifests.pod;
import static dev.storycrew.bench.kubernetes.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.kubernetes.KedaKinds.ScaledObject;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.stages.runtime.StageServiceSettings;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerBehavior;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests, held against Kubernetes' own model of its kinds, the command line, the configuration and the
 * catalogue of topics. No cluster has seen them: what a server decides (admission, storage classes, what its network
 * enforces) is not tested.
 */
class ManifestsTest {
    private static final int USER_OF_THE_IMAGE = 10001;
    private static final String SECRETS = "/run/secrets/storycrew/";
    private static final Pattern SECRET = Pattern.compile(SECRETS + "([a-z-]+)/([a-z0-9.-]+)");

    /** What reads a kind and fails on a field that it does not have, or that is missing. */
    private interface Reader {
        Object read(String json) throws Exception;
    }

    private static final Map<String, Reader> KINDS = Map.of(
            "v1/Namespace", V1Namespace::fromJson,
            "v1/ServiceAccount", V1ServiceAccount::fromJson,
            "v1/ConfigMap", V1ConfigMap::fromJson,
            "v1/Service", V1Service::fromJson,
            "apps/v1/StatefulSet", V1StatefulSet::fromJson,
            "apps/v1/Deployment", V1Deployment::fromJson,
            "batch/v1/Job", V1Job::fromJson,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::fromJson,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::fromJson);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void everyObjectIsOneThatKubernetesKnows(String overlay) throws Exception {
        for (JsonNode object : Manifests.render(overlay).objects()) {
            String kind = object.path("apiVersion").asText() + "/"
                    + object.path("kind").asText();
            switch (kind) {
                case "keda.sh/v1alpha1/ScaledObject" ->
                    V2HorizontalPodAutoscalerBehavior.fromJson(KedaKinds.scaledObject(object.path("spec"))
                            .advanced()
                            .horizontalPodAutoscalerConfig()
                            .behavior()
                            .toString());
                case "keda.sh/v1alpha1/TriggerAuthentication" -> KedaKinds.triggerAuthentication(object.path("spec"));
                default -> {
                    assertThat(KINDS).as(name(object)).containsKey(kind);
                    KINDS.get(kind).read(object.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void everyServiceIsThereAndItsCommandLineIsUnderstood(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        Set<String> expected = new TreeSet<>(Set.of("topics", "router", "sequencer", "ledger", "console"));
        Stream.of(Stage.values()).map(Stage::label).forEach(expected::add);

        assertThat(manifests.ours().stream().map(Manifests::name)).containsExactlyInAnyOrderElementsOf(expected);
        for (JsonNode workload : manifests.ours()) {
            List<String> words = texts(container(workload).path("args")).stream()
                    .map(word -> word.replace("$(POD_NAME)", name(workload) + "-0"))
                    .toList();
            StoryCrew.commandLine().parseArgs(words.toArray(String[]::new));
            assertThat(String.join(" ", words)).contains(name(workload));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void aPodKeepsItsInstanceIdWhenItIsReplaced(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        for (JsonNode service : inGroups(manifests)) {
            assertThat(service.path("kind").asText()).as(name(service)).isEqualTo("StatefulSet");
            assertThat(texts(container(service).path("args"))).contains("--instance=$(POD_NAME)");
            assertThat(list(container(service).path("env")))
                    .anySatisfy(
                            variable -> assertThat(variable.toString())
                                    .isEqualTo(
                                            "{\"name\":\"POD_NAME\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}"));
        }
    }

    /** It is in no group; sessions are in the memory of one pod. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void theConsoleMayBeDoubledAndLetsInNobodyWithoutAToken(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        JsonNode console = console(manifests);
        List<String> words = texts(container(console).path("args"));

        assertThat(console.path("kind").asText()).isEqualTo("Deployment");
        assertThat(words)
                .contains("--host=0.0.0.0", "--token-file=" + SECRETS + "console/tokens")
                .anyMatch(word -> word.startsWith("--allowed-host="))
                .noneMatch(word -> word.startsWith("--instance") || word.startsWith("--data"));
        assertThat(words.contains("--behind-https")).isEqualTo(overlay.equals("production"));
        assertThat(Manifests.volumes(console).values()).noneMatch(volume -> volume.has("persistentVolumeClaim"));
        assertThat(manifests.stream("Service").filter(service -> name(service).equals("console")))
                .singleElement()
                .satisfies(service -> {
                    assertThat(manifests.matching(service.at("/spec/selector"))).containsExactly(console);
                    assertThat(service.at("/spec/sessionAffinity").asText()).isEqualTo("ClientIP");
                    assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
                });
        assertThat(manifests.stream("NetworkPolicy")
                        .filter(policy -> name(policy).equals("console")))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(manifests.matching(policy.at("/spec/podSelector/matchLabels")))
                            .containsExactly(console);
                    assertThat(list(policy.at("/spec/ingress"))).singleElement().satisfies(rule -> {
                        assertThat(list(rule.path("from"))).hasSize(1);
                        assertThat(rule.at("/ports/0/port").asText()).isEqualTo("http");
                    });
                });
    }

    private static JsonNode console(Manifests manifests) {
        return services(manifests).stream()
                .filter(service -> name(service).equals("console"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void everyServiceIsLoadedWithTheConfigurationAndTheSecretsThatItsPodHas(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        for (JsonNode workload : manifests.ours()) {
            List<String> warnings = new ArrayList<>();
            Config config = load(manifests, workload, warnings::add);

            assertThat(warnings).as(name(workload)).isEmpty();
            assertThat(config.cluster().topics().partitions()).isEqualTo(TopicCatalogue.DEFAULT_PARTITIONS);
        }
    }

    /** The files that the pod's configuration, environment and command line name; each must be one that a secret of the pod holds. */
    private static Set<String> secretFiles(Manifests manifests, JsonNode workload) {
        Set<String> files = new TreeSet<>();
        String settings = manifests.configuration() + "\n"
                + String.join("\n", Manifests.environment(workload).values()) + "\n"
                + String.join("\n", texts(container(workload).path("args")));
        SECRET.matcher(settings).results().forEach(found -> {
            String volume = found.group(1);
            assertThat(Manifests.volumes(workload)
                            .getOrDefault(volume, workload)
                            .has("secret"))
                    .as(name(workload) + " has no secret for " + found.group())
                    .isTrue();
            assertThat(list(container(workload).path("volumeMounts")))
                    .as(name(workload))
                    .anySatisfy(mount -> {
                        assertThat(mount.path("mountPath").asText()).isEqualTo(SECRETS + volume);
                        assertThat(mount.path("name").asText()).isEqualTo(volume);
                    });
            files.add(volume + "/" + found.group(2));
        });
        return files;
    }

    /** Something that looks like the secret, for the configuration's checks look into it. */
    private static void placeSecret(Path file) throws Exception {
        Files.createDirectories(file.getParent());
        if (file.endsWith("registry/ca.p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", certificate());
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, "secret".toCharArray());
            }
        } else if (file.endsWith("brokers-ca/ca.crt")) {
            String encoded =
                    Base64.getMimeEncoder().encodeToString(certificate().getEncoded());
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        } else if (file.endsWith("kafka/login")) {
            Files.writeString(
                    file,
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"me\" password=\"secret\";");
        } else if (file.endsWith("registry/login")) {
            Files.writeString(file, "me:secret");
        } else {
            Files.writeString(file, "secret");
        }
    }

    /** Any one that the JDK trusts. */
    private static X509Certificate certificate() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
    }

    private Config load(Manifests manifests, JsonNode workload, Consumer<String> warnings) throws Exception {
        Path mounted = folder.resolve(name(workload));
        for (String secret : secretFiles(manifests, workload)) {
            placeSecret(mounted.resolve(secret));
        }
        // Kafka's client wants to resolve names as soon as a configuration with a login is read.
        Function<String, String> here =
                text -> text.replace(SECRETS, mounted + "/").replaceAll("[a-z-]+\\.[a-z-]+\\.svc:", "127.0.0.1:");
        Path file = Files.writeString(folder.resolve("storycrew.yaml"), here.apply(manifests.configuration()));
        Map<String, String> environment = new HashMap<>();
        Manifests.environment(workload).forEach((key, value) -> environment.put(key, here.apply(value)));
        return ConfigFile.load(file, environment, warnings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void everySecretIsMadeInTheGuide(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        String guide = Files.readString(Manifests.HOME.resolve("docs/kubernetes.md"));
        Set<String> wanted = new TreeSet<>();
        for (JsonNode workload : manifests.ours()) {
            for (String file : secretFiles(manifests, workload)) {
                String[] parts = file.split("/");
                wanted.add(Manifests.volumes(workload)
                                .get(parts[0])
                                .at("/secret/secretName")
                                .asText()
                        + " " + parts[1]);
            }
        }
        for (JsonNode authentication : manifests.all("TriggerAuthentication")) {
            KedaKinds.triggerAuthentication(authentication.path("spec"))
                    .secretTargetRef()
                    .forEach(target -> wanted.add(target.name() + " " + target.key()));
        }
        assertThat(made(guide)).containsAll(wanted);
    }

    /** Each secret and key that the guide's commands make; some are in a loop over services. */
    private static Set<String> made(String guide) {
        List<String> services = Pattern.compile("(?m)^for service in (.*); do$")
                .matcher(guide)
                .results()
                .findFirst()
                .map(loop -> List.of(loop.group(1).split(" ")))
                .orElseThrow();
        Set<String> made = new TreeSet<>();
        Pattern.compile("create secret generic \"?([a-z$-]+)\"? (.*)")
                .matcher(guide)
                .results()
                .forEach(command -> Pattern.compile("--from-file=([a-z0-9.-]+)=")
                        .matcher(command.group(2))
                        .results()
                        .forEach(key -> services.forEach(service ->
                                made.add(command.group(1).replace("$service", service) + " " + key.group(1)))));
        return made;
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void whateverIsReferredToExists(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        for (JsonNode workload : manifests.workloads()) {
            String named = overlay + " " + name(workload);
            Map<String, JsonNode> volumes = Manifests.volumes(workload);
            list(container(workload).path("volumeMounts"))
                    .forEach(mount -> assertThat(volumes)
                            .as(named)
                            .containsKey(mount.path("name").asText()));
            volumes.values().stream()
                    .filter(volume -> volume.has("configMap"))
                    .forEach(volume -> assertThat(manifests.has(
                                    "ConfigMap", volume.at("/configMap/name").asText()))
                            .as(named + volume)
                            .isTrue());
            if (pod(workload).has("serviceAccountName")) {
                assertThat(manifests.has(
                                "ServiceAccount",
                                pod(workload).path("serviceAccountName").asText()))
                        .as(named)
                        .isTrue();
            }
            if (workload.path("kind").asText().equals("StatefulSet")) {
                assertThat(manifests.has(
                                "Service", workload.at("/spec/serviceName").asText()))
                        .as(named)
                        .isTrue();
            }
            if (!workload.path("kind").asText().equals("Job")) {
                assertThat(manifests.matching(workload.at("/spec/selector/matchLabels")))
                        .as(named + ": its selector matches its own pods only")
                        .containsExactly(workload);
            }
            Set<String> ports = ports(workload);
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode asked = container(workload).path(probe);
                JsonNode port = asked.at("/httpGet/port").isMissingNode()
                        ? asked.at("/tcpSocket/port")
                        : asked.at("/httpGet/port");
                if (!port.isMissingNode()) {
                    assertThat(ports).as(named + " " + probe).contains(port.asText());
                }
            }
        }
        for (JsonNode service : manifests.all("Service")) {
            List<JsonNode> behind = manifests.matching(service.at("/spec/selector"));
            assertThat(behind).as(name(service)).isNotEmpty();
            list(service.at("/spec/ports"))
                    .forEach(port -> assertThat(behind)
                            .as(name(service))
                            .anySatisfy(workload -> assertThat(ports(workload))
                                    .contains(port.path("targetPort").asText())));
        }
        for (JsonNode policy : manifests.all("NetworkPolicy")) {
            assertThat(manifests.matching(policy.at("/spec/podSelector/matchLabels")))
                    .as(name(policy))
                    .isNotEmpty();
        }
        for (JsonNode scaled : manifests.all("ScaledObject")) {
            ScaledObject object = KedaKinds.scaledObject(scaled.path("spec"));
            assertThat(manifests.has(
                            object.scaleTargetRef().kind(),
                            object.scaleTargetRef().name()))
                    .isTrue();
            assertThat(manifests.has(
                            "TriggerAuthentication",
                            object.triggers().get(0).authenticationRef().name()))
                    .isTrue();
        }
    }

    private static Set<String> ports(JsonNode workload) {
        return list(container(workload).path("ports")).stream()
                .map(port -> port.path("name").asText())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void aServiceIsAskedForItsHealthAndHasTheTimeToEndWhatItHasInHand(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        for (JsonNode service : services(manifests)) {
            JsonNode container = container(service);
            assertThat(texts(container.path("args")))
                    .as(name(service))
                    .contains("--health-host=0.0.0.0", "--health-port=" + container.at("/ports/0/containerPort"));
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
            if (inGroups(manifests).contains(service)) {
                assertThat(pod(service).path("terminationGracePeriodSeconds").asLong())
                        .as(name(service))
                        .isGreaterThan(StageServiceSettings.DEFAULT_DRAIN.toSeconds());
            }
            assertThat(manifests.stream("PodDisruptionBudget")
                            .filter(budget -> manifests
                                    .matching(budget.at("/spec/selector/matchLabels"))
                                    .equals(List.of(service))))
                    .as(name(service))
                    .singleElement()
                    .satisfies(budget -> assertThat(
                                    budget.at("/spec/maxUnavailable").asInt())
                            .isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void noPodMayMoreThanItNeeds(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        for (JsonNode workload : manifests.workloads()) {
            String named = overlay + " " + name(workload);
            JsonNode pod = pod(workload);
            assertThat(list(pod.path("containers"))).as(named).hasSize(1);
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                    .as(named)
                    .isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                    .as(named)
                    .isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).as(named).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                    .as(named)
                    .isEqualTo("RuntimeDefault");
            JsonNode container = container(workload);
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .as(named)
                    .isFalse();
            assertThat(texts(container.at("/securityContext/capabilities/drop")))
                    .as(named)
                    .containsExactly("ALL");
            assertThat(container.at("/resources/requests").has("cpu")).as(named).isTrue();
            assertThat(container.at("/resources/limits").has("memory"))
                    .as(named)
                    .isTrue();
            assertThat(container.path("image").asText())
                    .as(named)
                    .matches(".+(:[^:/]+|@sha256:[0-9a-f]{64})")
                    .doesNotEndWith(":latest");
        }
        for (JsonNode workload : manifests.ours()) {
            assertThat(pod(workload).at("/securityContext/runAsUser").asInt()).isEqualTo(USER_OF_THE_IMAGE);
            assertThat(pod(workload).at("/securityContext/fsGroup").asInt()).isEqualTo(USER_OF_THE_IMAGE);
            assertThat(container(workload)
                            .at("/securityContext/readOnlyRootFilesystem")
                            .asBoolean())
                    .as(name(workload))
                    .isTrue();
        }
        assertThat(manifests
                        .all("Namespace")
                        .get(0)
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void aPodReachesItsBrokersItsRegistryAndTheNameServiceAndIsReachedByNobodyButPrometheus(String overlay)
            throws Exception {
        Manifests manifests = Manifests.render(overlay);
        List<String> wanted =
                new ArrayList<>(List.of(bootstrapServers(manifests).split(",")));
        URI registry = URI.create(manifests
                .settings()
                .path("schema-registry")
                .path("schema.registry.url")
                .asText());
        wanted.add(registry.getHost() + ":" + registry.getPort());
        for (JsonNode workload : manifests.ours()) {
            List<JsonNode> policies = manifests.stream("NetworkPolicy")
                    .filter(policy -> manifests
                            .matching(policy.at("/spec/podSelector/matchLabels"))
                            .contains(workload))
                    .toList();
            List<JsonNode> out = policies.stream()
                    .flatMap(policy -> list(policy.at("/spec/egress")).stream())
                    .toList();
            for (String address : wanted) {
                assertThat(out)
                        .as(name(workload) + " must reach " + address)
                        .anyMatch(rule -> lets(manifests, rule, address));
            }
            assertThat(out.toString()).contains("\"k8s-app\":\"kube-dns\"");
            assertThat(out.stream().anyMatch(rule -> rule.toString().contains("0.0.0.0/0")))
                    .as(name(workload) + " reaches the model's API only if it is a stage")
                    .isEqualTo(Manifests.podLabels(workload)
                            .getOrDefault("storycrew.dev/step", "")
                            .equals("stages"));
            assertThat(policies.stream()
                            .filter(policy -> !name(policy).equals("console"))
                            .flatMap(policy -> list(policy.at("/spec/ingress")).stream()))
                    .as(name(workload))
                    .singleElement()
                    .satisfies(rule -> {
                        assertThat(rule.at("/from/0/namespaceSelector/matchLabels")
                                        .toString())
                                .isEqualTo("{\"kubernetes.io/metadata.name\":\"monitoring\"}");
                        assertThat(rule.at("/ports/0/port").asText()).isEqualTo("health");
                    });
            assertThat(policies.stream().flatMap(policy -> texts(policy.at("/spec/policyTypes")).stream()))
                    .contains("Ingress", "Egress");
        }
    }

    /** Whether a rule lets a pod through to an address: a service of ours, or {@code <service>.<namespace>.svc}. */
    private static boolean lets(Manifests manifests, JsonNode rule, String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        String port = address.substring(address.lastIndexOf(':') + 1);
        if (list(rule.path("ports")).stream()
                .noneMatch(each -> each.path("port").asText().equals(port))) {
            return false;
        }
        String[] names = host.split("\\.");
        return names.length > 1
                ? rule.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                        .asText()
                        .equals(names[1])
                : manifests.stream("Service")
                        .filter(service -> name(service).equals(host))
                        .anyMatch(service ->
                                service.at("/spec/selector").equals(rule.at("/to/0/podSelector/matchLabels")));
    }

    @ParameterizedTest
    @ValueSource(strings = "production")
    void eachStageIsScaledByItsOwnLagAndNeverAboveItsPartitions(String overlay) throws Exception {
        Manifests manifests = Manifests.render(overlay);
        Config config = load(manifests, manifests.ours().get(0), warning -> {});
        TopicCatalogue topics = new TopicCatalogue(
                config.cluster().topics().prefix(), config.cluster().topics().partitions());
        assertThat(manifests.all("ScaledObject")).hasSize(Stage.values().length);
        for (Stage stage : Stage.values()) {
            ScaledObject scaled = null;
            for (JsonNode each : manifests.all("ScaledObject")) {
                ScaledObject object = KedaKinds.scaledObject(each.path("spec"));
                scaled = object.scaleTargetRef().name().equals(stage.label()) ? object : scaled;
            }
            assertThat(scaled).as(stage.label()).isNotNull();
            assertThat(scaled.maxReplicaCount()).isBetween(1, topics.partitions());
            assertThat(scaled.minReplicaCount()).isPositive();
            assertThat(scaled.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.type()).isEqualTo("kafka");
                assertThat(trigger.metadata().topic())
                        .isEqualTo(topics.stage(stage).name());
                assertThat(trigger.metadata().consumerGroup()).isEqualTo(topics.prefix() + stage.label());
                assertThat(trigger.metadata().bootstrapServers()).isEqualTo(bootstrapServers(manifests));
                assertThat(trigger.metadata().allowIdleConsumers()).isEqualTo("false");
                assertThat(Integer.parseInt(trigger.metadata().lagThreshold()))
                        .as("an idle stage has a lag of 1 in each partition: the marker of the last commit")
                        .isGreaterThanOrEqualTo(topics.partitions());
            });
            assertThat(manifests.stream("StatefulSet").filter(set -> name(set).equals(stage.label())))
                    .singleElement()
                    .satisfies(set -> assertThat(set.path("spec").has("replicas"))
                            .as("each apply would undo what KEDA has done")
                            .isFalse());
        }
    }

    private static String bootstrapServers(Manifests manifests) throws Exception {
        return manifests.settings().path("kafka").path("bootstrap.servers").asText();
    }

    /** The services that share work by groups; the console only reads. */
    private static List<JsonNode> inGroups(Manifests manifests) {
        return services(manifests).stream()
                .filter(service -> !name(service).equals("console"))
                .toList();
    }

    private static List<JsonNode> services(Manifests manifests) {
        return manifests.ours().stream()
                .filter(workload -> !workload.path("kind").asText().equals("Job"))
                .toList();
    }
}
