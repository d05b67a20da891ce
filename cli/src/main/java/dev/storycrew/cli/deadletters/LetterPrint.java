package dev.storycrew.cli.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.operate.deadletter.Letter;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.text.Counted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/** Dead letters for terminals and programs. */
final class LetterPrint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LetterPrint() {}

    /** One line. */
    static String line(Letter letter) {
        DeadLetter dead = letter.letter();
        return String.format(
                Locale.ROOT,
                "%-36s %-9s %-24s %-18s %3d %s  %s%n",
                dead.id(),
                letter.state(),
                key(dead),
                dead.reason(),
                dead.deliveries(),
                dead.deliveries() == 1 ? "delivery  " : "deliveries",
                Instant.ofEpochMilli(dead.at()));
    }

    /** Everything there is to know about one, for people. */
    static String full(Letter letter) {
        DeadLetter dead = letter.letter();
        byte[] value = dead.value();
        StringBuilder text = new StringBuilder(line(letter));
        text.append("  dead-lettered by ").append(dead.consumer()).append(": ").append(dead.message());
        text.append("\n  original: ").append(value == null ? "no value" : Counted.of(value.length, "byte"));
        text.append(", ").append(Counted.of(dead.headers().size(), "header")).append('\n');
        CommandResult redriven = letter.redriven();
        if (redriven != null) {
            text.append("  redriven at ").append(Instant.ofEpochMilli(redriven.at()));
            text.append(" by ").append(redriven.command().signature()).append('\n');
        } else if (letter.objection() != null) {
            text.append("  cannot be redriven: ").append(letter.objection()).append('\n');
        } else {
            text.append("  to put it back: ./storycrew dead-letters redrive ")
                    .append(dead.id())
                    .append('\n');
        }
        if (dead.stack() != null) {
            text.append(dead.stack().indent(4));
        }
        return text.toString();
    }

    /** Several, as an array. */
    static ArrayNode json(Iterable<Letter> letters) {
        ArrayNode all = JSON.createArrayNode();
        letters.forEach(letter -> describe(letter, all.addObject()));
        return all;
    }

    /** One with its stack, its headers and the original bytes in base64. */
    static ObjectNode fullJson(Letter letter) {
        ObjectNode node = JSON.createObjectNode();
        describe(letter, node);
        DeadLetter dead = letter.letter();
        node.put("stack", dead.stack());
        ArrayNode headers = node.putArray("headers");
        for (DeadLetter.Header header : dead.headers()) {
            byte[] value = header.value();
            headers.addObject()
                    .put("name", header.name())
                    .put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
        }
        byte[] value = dead.value();
        node.put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
        return node;
    }

    private static void describe(Letter letter, ObjectNode node) {
        DeadLetter dead = letter.letter();
        CommandResult redriven = letter.redriven();
        node.put("id", dead.id());
        node.put("state", letter.state().name());
        node.put("topic", dead.topic());
        node.put("partition", dead.partition());
        node.put("offset", dead.offset());
        node.put("key", dead.keyText());
        node.put("stage", dead.consumer());
        node.put("reason", dead.reason());
        node.put("message", dead.message());
        node.put("deliveries", dead.deliveries());
        node.put("at", Instant.ofEpochMilli(dead.at()).toString());
        node.put(
                "redriven_at",
                redriven == null ? null : Instant.ofEpochMilli(redriven.at()).toString());
        node.put("redriven_by", redriven == null ? null : redriven.command().who());
        node.put("objection", letter.redriven() == null ? letter.objection() : null);
    }

    /** The key of a poison record may be any bytes. */
    private static String key(DeadLetter dead) {
        byte[] key = dead.key();
        return key == null ? "-" : new String(key, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
