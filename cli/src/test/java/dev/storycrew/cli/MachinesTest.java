package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same book on machines with other languages, zones and encodings: real runs by the launcher's main class. */
@Tag("long")
class MachinesTest {
    private static final Path BOOK = Path.of("../examples/the-lighthouse.yaml").toAbsolutePath();

    @TempDir
    static Path folder;

    private static SortedMap<String, String> expected = new TreeMap<>();

    @BeforeAll
    static void anEnglishMachineSetsTheMeasure() throws Exception {
        expected = run("english", Map.of("LC_ALL", "C.UTF-8"), List.of());
        assertThat(expected).containsKeys("chapter-01.md", "report.json", "explanations", "book.epub!EPUB/nav.xhtml");
    }

    @Test
    void turkishWritesTheSame() throws Exception {
        assertThat(run(
                        "turkish",
                        Map.of("LC_ALL", "tr_TR.UTF-8", "TZ", "Europe/Istanbul"),
                        List.of("-Duser.language=tr", "-Duser.country=TR", "-Dfile.encoding=ISO-8859-9")))
                .isEqualTo(expected);
    }

    @Test
    void arabicWritesTheSame() throws Exception {
        assertThat(run(
                        "arabic",
                        Map.of("LC_ALL", "ar_EG.UTF-8", "TZ", "Pacific/Kiritimati"),
                        List.of("-Duser.language=ar", "-Duser.country=EG")))
                .isEqualTo(expected);
    }

    @Test
    void posixWritesTheSame() throws Exception {
        assertThat(run(
                        "posix",
                        Map.of("LC_ALL", "POSIX", "TZ", "America/St_Johns"),
                        List.of("-Dfile.encoding=US-ASCII")))
                .isEqualTo(expected);
    }

    /** Every file's content, with the explanations from the terminal; the only time of day in them is taken out. */
    private static SortedMap<String, String> run(String name, Map<String, String> machine, List<String> options)
            throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx400m"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                StoryCrew.class.getName(),
                "run",
                BOOK.toString(),
                "--data",
                "data",
                "--out",
                "out"));
        Path log = home.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(machine);
        int exit = builder.start().waitFor();
        String printed = Files.readString(log);
        assertThat(exit).as(printed).isZero();
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> written = Files.list(home.resolve("out").resolve("the-lighthouse"))) {
            for (Path file : written.toList()) {
                String fileName = file.getFileName().toString();
                if (fileName.endsWith(".epub")) {
                    unpack(file, files);
                } else {
                    files.put(fileName, Files.readString(file));
                }
            }
        }
        files.put(
                "explanations",
                String.join(
                        "\n",
                        printed.lines()
                                .filter(line -> line.contains("passed") || line.contains("ACCEPTED"))
                                .toList()));
        return files;
    }

    private static void unpack(Path epub, SortedMap<String, String> files) throws IOException {
        try (ZipFile zip = new ZipFile(epub.toFile(), StandardCharsets.UTF_8)) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                files.put(
                        "book.epub!" + entry.getName(),
                        text.replaceAll("dcterms:modified\">[^<]*", "dcterms:modified\">"));
            }
        }
    }
}
