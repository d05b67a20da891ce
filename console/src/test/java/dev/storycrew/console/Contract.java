package dev.storycrew.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields that {@code api.d.ts} promises, by interface: a test's reader of as much TypeScript as it holds. */
final class Contract {
    private static final Pattern FIELD = Pattern.compile("(?<=[{;\\n])\\s*([a-z_]+)(\\??):");

    private final String text;

    Contract() throws IOException {
        try (InputStream file = Contract.class.getResourceAsStream("pages/api.d.ts")) {
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?s)/\\*.*?\\*/", "");
        }
    }

    /** The fields that an interface must have, its parents' with them. */
    Set<String> fields(String name) {
        if (name.startsWith("Page")) {
            return Set.of("items", "next");
        }
        Matcher head = Pattern.compile("export interface " + name + "(?:<T>)?(?: extends ([\\w<>]+))? \\{")
                .matcher(text);
        assertThat(head.find()).as(name).isTrue();
        int depth = 1;
        int at = head.end();
        StringBuilder own = new StringBuilder("{");
        while (depth > 0) {
            char sign = text.charAt(at++);
            depth += sign == '{' ? 1 : sign == '}' ? -1 : 0;
            own.append(depth == 1 ? sign : ' ');
        }
        Set<String> fields = new TreeSet<>();
        Matcher field = FIELD.matcher(own);
        while (field.find()) {
            if (field.group(2).isEmpty()) {
                fields.add(field.group(1));
            }
        }
        if (head.group(1) != null) {
            fields.addAll(fields(head.group(1)));
        }
        assertThat(fields).as(name).isNotEmpty();
        return fields;
    }

    /** Makes sure that an answer has all of an interface's fields and no other. */
    void check(String name, JsonNode answer) {
        Set<String> found = new TreeSet<>();
        answer.fieldNames().forEachRemaining(found::add);
        assertThat(found).as(name + " " + answer).isEqualTo(fields(name));
    }

    /** The same for each of a list that is not empty. */
    void checkAll(String name, JsonNode list) {
        assertThat(list).as(name).isNotEmpty().allSatisfy(one -> check(name, one));
    }
}
