package dev.storycrew.stages.llm.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The two people a scene is about, by full name and by the name the prose uses. */
record Cast(String fullFirst, String fullSecond, boolean chinese) {
    static Cast of(Request request, JsonNode scene, boolean chinese) {
        List<String> names = new ArrayList<>();
        scene.path("characters").forEach(name -> names.add(name.asText()));
        request.characters().stream().filter(name -> !names.contains(name)).forEach(names::add);
        if (names.isEmpty()) {
            names.add(chinese ? "来客" : "The stranger");
        }
        if (names.size() == 1) {
            names.add(chinese ? "掌柜" : "The keeper");
        }
        return new Cast(names.get(0), names.get(1), chinese);
    }

    String first() {
        return called(fullFirst);
    }

    String second() {
        return called(fullSecond);
    }

    /** Fills the names into a phrase. */
    String into(String phrase) {
        return phrase.replace("{a}", first())
                .replace("{b}", second())
                .replace("{A}", fullFirst)
                .replace("{B}", fullSecond);
    }

    /** The first name of a person; titles and Chinese names stay whole. */
    private String called(String name) {
        int space = name.indexOf(' ');
        boolean title =
                name.startsWith("The ") || name.matches("^(Mr|Mrs|Ms|Dr|Captain|Father|Sister|Aunt|Uncle)\\.? .*");
        return chinese || title || space < 0 ? name : name.substring(0, space);
    }
}
