package dev.storycrew.bench.mix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers as a real model would, in length and form, and keeps what it was sent. It speaks Anthropic's
 * protocol, whose requests say what is to be cached; their texts are the same in all protocols.
 */
final class RealisticModel implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WRITTEN = Pattern.compile("(?m)^=== SCENE (\\d+) ===$");

    private final FakeProviders server;
    private final List<RecordedCall> calls = new ArrayList<>();
    private final SortedSet<Integer> written = new TreeSet<>();
    private RealisticAnswers.@Nullable Trouble trouble;

    RealisticModel() {
        this.server = FakeProviders.start(InetAddress.getLoopbackAddress(), this::answer, request -> null, false);
    }

    /** The environment of a configuration in which each stage asks this model, by the stage's name. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("STORYCREW_LLM_DEFAULT_PROVIDER", "anthropic");
        environment.put("STORYCREW_LLM_DEFAULT_BASE_URL", server.url(Protocol.ANTHROPIC));
        environment.put("STORYCREW_LLM_DEFAULT_API_KEY", "none");
        Arrays.stream(Stage.values())
                .forEach(stage -> environment.put("STORYCREW_LLM_STAGES_" + stage.name() + "_MODEL", stage.label()));
        return environment;
    }

    /**
     * Begins with a chapter as it has been edited.
     *
     * @param found what the judge finds when it looks at it for the first time; null for nothing that matters
     */
    synchronized void judges(RealisticAnswers.@Nullable Trouble found) {
        written.clear();
        trouble = found;
    }

    /** The calls since the last time. */
    synchronized List<RecordedCall> takeCalls() {
        List<RecordedCall> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    private synchronized String answer(FakeRequest request) {
        Stage stage = Arrays.stream(Stage.values())
                .filter(each -> each.label().equals(request.model()))
                .findFirst()
                .orElseThrow();
        String answer = new RealisticAnswers(request.system(), request.user(), written).answer(stage, trouble);
        if (stage == Part.first().stage()) {
            written.clear();
        } else if (stage == Part.texts().get(0).stage()) {
            WRITTEN.matcher(answer).results().forEach(scene -> written.add(Integer.valueOf(scene.group(1))));
        }
        calls.add(RecordedCall.of(stage, pieces(request), answer));
        return answer;
    }

    /** Both providers put an answer's schema before the system message, so that another schema is another beginning. */
    private static List<RecordedCall.Piece> pieces(FakeRequest request) {
        try {
            JsonNode body = JSON.readTree(request.body());
            List<RecordedCall.Piece> pieces = new ArrayList<>();
            for (String schema : List.of("output_config", "output_format")) {
                if (body.has(schema)) {
                    pieces.add(new RecordedCall.Piece(body.path(schema).toString(), false));
                }
            }
            add(pieces, body.path("system"));
            body.path("messages").forEach(message -> add(pieces, message.path("content")));
            return pieces;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(List<RecordedCall.Piece> pieces, JsonNode content) {
        if (content.isTextual()) {
            pieces.add(new RecordedCall.Piece(content.asText(), false));
        }
        content.forEach(block ->
                pieces.add(new RecordedCall.Piece(block.path("text").asText(), block.hasNonNull("cache_control"))));
    }

    @Override
    public void close() {
        server.close();
    }
}
