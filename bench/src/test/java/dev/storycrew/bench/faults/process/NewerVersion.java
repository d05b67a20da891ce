package dev.storycrew.bench.faults.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.storycrew.schemas.avro.BookStateRecord;
import dev.storycrew.schemas.avro.ChapterEnvelopeRecord;
import dev.storycrew.schemas.avro.DecidedRecord;
import dev.storycrew.schemas.avro.WorkRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * A next version of the program, made here: its envelopes, works and states have one more field each, which it fills in.
 * These classes and the snapshots of their schemas go before the program's own on the class path.
 */
final class NewerVersion {
    /** The field that this version adds to its records. */
    static final String FIELD = "addedLater";

    /** What it writes there. */
    static final String TEXT = "by the newer version";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Schema> CHANGED = List.of(
            ChapterEnvelopeRecord.getClassSchema(),
            WorkRecord.getClassSchema(),
            DecidedRecord.getClassSchema(),
            BookStateRecord.getClassSchema());

    private NewerVersion() {}

    /** Makes it in a new folder; what to put on the class path. */
    static Path make(Path folder) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        for (Schema schema : CHANGED) {
            Schema newer = newer(schema);
            SpecificCompiler compiler = new SpecificCompiler(newer);
            compiler.setStringType(GenericData.StringType.String);
            compiler.setFieldVisibility(SpecificCompiler.FieldVisibility.PRIVATE);
            compiler.setCreateSetters(false);
            compiler.setOutputCharacterEncoding("UTF-8");
            compiler.compileToDestination(null, sources.toFile());
        }
        snapshot(classes);
        for (Schema schema : CHANGED) {
            Path source = sources.resolve(schema.getFullName().replace('.', '/') + ".java");
            Files.writeString(source, withTheOldConstructor(Files.readString(source), schema.getName()));
        }
        compile(sources, classes);
        return classes;
    }

    private static Schema newer(Schema schema) throws IOException {
        JsonNode tree = JSON.readTree(schema.toString());
        extend(tree);
        return new Schema.Parser().parse(tree.toString());
    }

    private static void extend(JsonNode node) throws IOException {
        boolean changed = CHANGED.stream()
                .anyMatch(schema -> schema.getName().equals(node.path("name").asText()));
        if (changed && node.path("fields") instanceof ArrayNode fields) {
            fields.add(JSON.readTree("{\"name\": \"" + FIELD + "\", \"type\": [\"null\", {\"type\": \"string\", "
                    + "\"avro.java.string\": \"String\"}], \"default\": null}"));
        }
        for (JsonNode child : node) {
            extend(child);
        }
    }

    /** The program's own code makes records without the new field; this version fills it in. */
    private static String withTheOldConstructor(String source, String name) {
        Matcher constructor = Pattern.compile(
                        "public " + name + "\\((\\S.*), java\\.lang\\.String " + FIELD + "\\) \\{")
                .matcher(source);
        if (!constructor.find()) {
            throw new IllegalStateException("the constructor of " + name + " is not where it was expected");
        }
        String parameters = constructor.group(1);
        String arguments = Stream.of(parameters.split(", "))
                .map(parameter -> parameter.substring(parameter.lastIndexOf(' ') + 1))
                .collect(Collectors.joining(", "));
        return source.substring(0, constructor.start())
                + "public " + name + "(" + parameters + ") { this(" + arguments + ", \"" + TEXT + "\"); }\n\n  "
                + source.substring(constructor.start());
    }

    /** The next snapshot, as a release commits it: the changed records only. */
    private static void snapshot(Path classes) throws IOException {
        Map<String, JsonNode> types = new HashMap<>();
        int number = 0;
        String name = "avro/released/0.1.0.avsc";
        for (URL known = resource(name); known != null; known = resource(name)) {
            JSON.readTree(known).forEach(type -> types.put(type.path("name").asText(), type));
            number++;
            name = "avro/state/" + number + ".avsc";
        }
        ArrayNode changed = JSON.createArrayNode();
        for (Schema schema : CHANGED) {
            JsonNode type = Objects.requireNonNull(types.get(schema.getName()), schema.getName());
            extend(type);
            changed.add(type);
        }
        Path file = classes.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, changed.toString());
    }

    private static @Nullable URL resource(String name) {
        return NewerVersion.class.getResource("/" + name);
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String known = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        StringWriter said = new StringWriter();
        try (Stream<Path> files = Files.walk(sources);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> units =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of("-proc:none", "-nowarn", "-cp", known, "-d", classes.toString());
            if (!compiler.getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(units))
                    .call()) {
                throw new IllegalStateException("the newer version does not compile: " + said);
            }
        }
    }
}
