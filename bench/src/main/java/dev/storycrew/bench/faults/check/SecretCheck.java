package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.core.text.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** No key is in any topic, log or file, and the truth card is in no request that must not contain it. */
final class SecretCheck implements Check {
    private static final int CHUNK = 1 << 20;

    private final Evidence evidence;
    private final List<String> violations = new ArrayList<>();

    SecretCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void look(Slice slice) {
        if (slice.canarySeen()) {
            violations.add("a record holds an API key");
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        evidence.calls().stream()
                .filter(Call::leak)
                .forEach(
                        call -> violations.add("call " + call.number() + " of " + call.key() + " held the truth card"));
        int count = 0;
        try (Stream<Path> files = Files.walk(evidence.data())) {
            // An image's files are examined where it is mounted.
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".img"))
                    .toList()) {
                count++;
                if (holdsKey(file)) {
                    violations.add(evidence.data().relativize(file) + " holds an API key");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CampaignVerdict.Finding("no secret leaked", "all records, " + Counted.of(count, "file"), violations);
    }

    private boolean holdsKey(Path file) throws IOException {
        int overlap = evidence.canary().length();
        String tail = "";
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                String text = tail + new String(chunk, StandardCharsets.ISO_8859_1);
                if (text.contains(evidence.canary())) {
                    return true;
                }
                tail = text.substring(Math.max(0, text.length() - overlap));
            }
        }
        return false;
    }
}
