package dev.storycrew.console.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.console.web.ConsoleJson;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.request.Writing;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A command as a browser sends it.
 *
 * @param id makes it safe to send twice
 * @param target a chapter, a book, a dead letter or a policy
 * @param text of a {@code revise}, by scene
 * @param body of a {@code publish} or a {@code submit}
 * @param confirm false to be told what it would do
 */
public record CommandRequest(
        String id,
        Kind kind,
        String target,
        @Nullable String level,
        SortedSet<Integer> scenes,
        @Nullable Integer attempt,
        SortedMap<Integer, String> text,
        @Nullable String body,
        @Nullable Integer percent,
        @Nullable String note,
        boolean confirm) {
    private static final int MAX_SCENES = 500;

    /** What can be commanded. */
    public enum Kind {
        RETRY,
        ACCEPT,
        CANCEL,
        HOLD,
        RELEASE,
        REVISE,
        REDRIVE,
        PUBLISH,
        ROLLBACK,
        ROLLOUT,
        SUBMIT;

        /** As the API writes it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CommandRequest {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        text = Collections.unmodifiableSortedMap(new TreeMap<>(text));
    }

    /** @throws ProblemException naming the field that is wrong */
    public static CommandRequest of(JsonNode node) {
        String id = line(node, "id", RequestRules.MAX_NAME);
        if (id == null || id.isBlank()) {
            throw ProblemException.ofField("id", "is missing; it makes the command safe to send again");
        }
        String target = line(node, "target", 2 * RequestRules.MAX_NAME);
        String note = text(node, "note");
        if (note != null && note.length() > RequestRules.MAX_SENTENCES) {
            throw ProblemException.ofField(
                    "note",
                    "must have at most " + RequestRules.MAX_SENTENCES + " characters, but has " + note.length());
        }
        String objection = note == null ? null : Writing.objectionToText(note);
        if (objection != null) {
            throw ProblemException.ofField("note", objection);
        }
        JsonNode confirm = node.path("confirm");
        if (!confirm.isBoolean()) {
            throw ProblemException.ofField("confirm", "must be true or false");
        }
        return new CommandRequest(
                id,
                kind(node),
                target == null ? "" : target,
                line(node, "level", RequestRules.MAX_NAME),
                scenes(node.path("scenes")),
                whole(node, "attempt"),
                texts(node.path("text")),
                text(node, "body"),
                whole(node, "percent"),
                note == null || note.isBlank() ? null : note,
                confirm.asBoolean());
    }

    /** A digest of all of it: a text handed in may be large, and thousands of commands are remembered. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ConsoleJson.bytes(this)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Kind kind(JsonNode node) {
        String word = text(node, "kind");
        for (Kind kind : Kind.values()) {
            if (kind.label().equals(word)) {
                return kind;
            }
        }
        throw ProblemException.ofField("kind", "is not a command");
    }

    private static @Nullable String line(JsonNode node, String field, int most) {
        String value = text(node, field);
        String objection = value == null
                ? null
                : value.length() > most
                        ? "must have at most " + most + " characters, but has " + value.length()
                        : Writing.objectionToLine(value);
        if (objection != null && value != null && !value.isEmpty()) {
            throw ProblemException.ofField(field, objection);
        }
        return value;
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw ProblemException.ofField(field, "must be a text");
        }
        return value.asText();
    }

    private static @Nullable Integer whole(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt() || value.asInt() < 0) {
            throw ProblemException.ofField(field, "must be a whole number");
        }
        return value.asInt();
    }

    private static SortedSet<Integer> scenes(JsonNode list) {
        SortedSet<Integer> scenes = new TreeSet<>();
        if (list.isMissingNode() || list.isNull()) {
            return scenes;
        }
        if (!list.isArray() || list.size() > MAX_SCENES) {
            throw ProblemException.ofField("scenes", "must be a list of scene numbers");
        }
        list.forEach(scene -> {
            if (!scene.isInt() || scene.asInt() < 1) {
                throw ProblemException.ofField("scenes", "must be a list of scene numbers");
            }
            scenes.add(scene.asInt());
        });
        return scenes;
    }

    private static SortedMap<Integer, String> texts(JsonNode object) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        if (object.isMissingNode() || object.isNull()) {
            return texts;
        }
        if (!object.isObject() || object.size() > MAX_SCENES) {
            throw ProblemException.ofField("text", "must be the scenes' texts by their numbers");
        }
        object.fields().forEachRemaining(scene -> {
            if (!scene.getKey().matches("[1-9][0-9]{0,3}")
                    || !scene.getValue().isTextual()
                    || scene.getValue().asText().isBlank()) {
                throw ProblemException.ofField(
                        "text", "must be the scenes' texts by their numbers, none of them empty");
            }
            texts.put(Integer.valueOf(scene.getKey()), scene.getValue().asText());
        });
        return texts;
    }
}
