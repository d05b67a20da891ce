package dev.storycrew.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;

/** The version of this build, for {@code --version}. */
public final class BuildVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"StoryCrew " + number()};
    }

    /** Such as {@code 0.1.0}. */
    public static String number() {
        Properties build = new Properties();
        try (InputStream resource = BuildVersion.class.getResourceAsStream("/storycrew.properties")) {
            build.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version");
    }
}
