package dev.storycrew.files.policy;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads routing policies. What a file leaves out comes from the default policy. */
public final class PolicyFile {
    private static final String DEFAULT_POLICY = "/default-policy.yaml";

    private PolicyFile() {}

    /**
     * Reads a policy.
     *
     * @throws UsageException naming file, line and field of its first error
     */
    public static RetryPolicy read(Path file) {
        return usable(check(file));
    }

    /** Reads a policy's text. */
    public static RetryPolicy parse(String name, String yaml) {
        return usable(check(name, yaml));
    }

    /**
     * Finds everything wrong with a policy file.
     *
     * @throws UsageException if there is no such file, or it is not YAML
     */
    public static PolicyCheck check(Path file) {
        return new PolicyReader().check(YamlFile.read(file));
    }

    /** Finds everything wrong with a policy's text. */
    public static PolicyCheck check(String name, String yaml) {
        return new PolicyReader().check(YamlFile.parse(name, yaml));
    }

    /** The default policy as a file an operator can start from. */
    public static String defaultText() {
        try (InputStream resource = PolicyFile.class.getResourceAsStream(DEFAULT_POLICY)) {
            if (resource == null) {
                throw new IllegalStateException(DEFAULT_POLICY + " is not in this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RetryPolicy usable(PolicyCheck check) {
        @Nullable RetryPolicy policy = check.policy();
        if (policy == null) {
            throw new UsageException(check.errors().get(0));
        }
        return policy;
    }
}
