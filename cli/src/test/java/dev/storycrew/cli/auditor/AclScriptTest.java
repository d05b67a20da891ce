package dev.storycrew.cli.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.permission.AclScript;
import dev.storycrew.app.permission.Permissions;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AclScriptTest {
    private static final Permissions PERMISSIONS =
            Permissions.on(new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX, TopicCatalogue.DEFAULT_PARTITIONS));

    @TempDir
    private Path folder;

    @Test
    void theScriptInTheDeploymentFolderIsTheOneThatTheCommandPrints() throws IOException {
        assertThat(Files.readString(Path.of("..", "docker", "acls.sh")))
                .as("after a change: ./storycrew topics acls > docker/acls.sh")
                .isEqualTo(AclScript.of(PERMISSIONS, principals("User:storycrew-{name}")));
    }

    @Test
    void theSecuredDeploymentHasALoginForEachServiceAndKindOfUser() throws IOException {
        List<String> names = Files.readAllLines(Path.of("..", "docker", "secrets")).stream()
                .filter(line -> line.matches("(services|users)=\".*\""))
                .flatMap(line -> Stream.of(line.replaceAll("^\\w+=\"|\"$", "").split(" ")))
                .toList();

        assertThat(names).containsExactlyInAnyOrderElementsOf(PERMISSIONS.holders());
    }

    @Test
    void theScriptCallsKafkasOwnToolOnceForEachResource() throws Exception {
        Path script = Files.writeString(
                folder.resolve("acls.sh"), AclScript.of(PERMISSIONS, Map.of("write", "User:CN=it's write,O=acme")));
        Process shell = new ProcessBuilder("sh", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(shell.waitFor()).as("BOOTSTRAP is not set").isNotZero();

        ProcessBuilder told = new ProcessBuilder("sh", script.toString());
        told.environment()
                .putAll(Map.of("BOOTSTRAP", "b:1", "COMMAND_CONFIG", "admin.properties", "KAFKA_ACLS", "echo"));
        Process echo = told.start();
        List<String> calls = new String(echo.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(echo.waitFor()).isZero();
        assertThat(calls)
                .contains(
                        "--bootstrap-server b:1 --command-config admin.properties --add --allow-principal User:CN=it's"
                                + " write,O=acme --operation Read --operation Write --resource-pattern-type literal --topic"
                                + " storycrew.stage-runs")
                .contains(
                        "--bootstrap-server b:1 --command-config admin.properties --add --allow-principal User:CN=it's"
                                + " write,O=acme --operation Write --resource-pattern-type prefixed --transactional-id"
                                + " storycrew.write-")
                .noneMatch(call -> call.contains("storycrew.chapters"));
    }

    @Test
    void aNameThatDoesNotExistIsRefusedWithTheNearestOne() {
        assertThat(refused("--only", "rooter")).contains("'rooter'; did you mean router?");
        assertThat(refused("--principal", "bob")).contains("must be like User:storycrew-{name}");
        assertThat(refused("--principal", "User:bob")).contains("must be like User:storycrew-{name}");
    }

    private static String refused(String... options) {
        StringWriter errors = new StringWriter();
        CommandLine commands = StoryCrew.commandLine();
        commands.setErr(new PrintWriter(errors));
        String[] line = new String[options.length + 2];
        line[0] = "topics";
        line[1] = "acls";
        System.arraycopy(options, 0, line, 2, options.length);
        assertThat(commands.execute(line)).isEqualTo(2);
        return errors.toString();
    }

    private static Map<String, String> principals(String pattern) {
        Map<String, String> principals = new LinkedHashMap<>();
        PERMISSIONS.holders().forEach(holder -> principals.put(holder, pattern.replace("{name}", holder)));
        return principals;
    }
}
