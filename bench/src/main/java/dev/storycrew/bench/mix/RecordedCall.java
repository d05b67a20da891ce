package dev.storycrew.bench.mix;

import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.Tokens;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request as it went to the model, and its answer.
 *
 * @param pieces of the request, in the order in which a provider reads them: the answer's schema where there is one, the
 *     system message, the other messages
 * @param inputTokens of all pieces, by the o200k vocabulary
 * @param outputTokens of the answer, by the o200k vocabulary
 */
public record RecordedCall(Stage stage, List<Piece> pieces, long inputTokens, long outputTokens) {
    private static final double SECONDS_BEFORE_THE_ANSWER = 1;
    private static final double TOKENS_PER_SECOND = 60;

    public RecordedCall {
        pieces = List.copyOf(pieces);
    }

    /**
     * A part of a request.
     *
     * @param marked true if the request asks for everything up to its end to be cached
     */
    public record Piece(String text, boolean marked) {}

    /** Counts its tokens. */
    public static RecordedCall of(Stage stage, List<Piece> pieces, String answer) {
        return new RecordedCall(stage, pieces, Tokens.count(text(pieces)), Tokens.count(answer));
    }

    /** The pieces, one behind the other. */
    public String text() {
        return text(pieces);
    }

    /** How long a model takes that writes 60 tokens a second. */
    public double seconds() {
        return SECONDS_BEFORE_THE_ANSWER + outputTokens / TOKENS_PER_SECOND;
    }

    private static String text(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining("\n"));
    }
}
