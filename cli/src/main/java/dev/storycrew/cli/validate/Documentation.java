package dev.storycrew.cli.validate;

import dev.storycrew.app.validate.Validation;
import dev.storycrew.app.validate.ValidationCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Compares the command lines in the documentation with the existing commands. */
final class Documentation implements Validation.DocumentedCommands {
    private static final Pattern LINE = Pattern.compile("\\./storycrew ([a-z][^`\\n|#]*)");

    private final Path home;
    private final CommandSpec root;

    /** @param home the folder that README.md and docs are in */
    Documentation(Path home, CommandSpec root) {
        this.home = home;
        this.root = root;
    }

    @Override
    public List<String> missing(ValidationCheck check) {
        List<String> missing = new ArrayList<>();
        List<Path> files = files();
        if (files.isEmpty()) {
            missing.add("there is no README.md in " + home.toAbsolutePath());
        }
        for (Path file : files) {
            TreeSet<String> lines = new TreeSet<>();
            Matcher matcher = LINE.matcher(read(file));
            while (matcher.find()) {
                lines.add(matcher.group(1).strip());
            }
            for (String line : lines) {
                missing.addAll(missing(file.getFileName() + ": ./storycrew " + line, line));
            }
        }
        if (missing.isEmpty()) {
            files.forEach(file -> check(check, file));
        }
        return missing;
    }

    private static void check(ValidationCheck check, Path file) {
        check.noted(file.getFileName() + ": every command line in it is valid");
    }

    private List<String> missing(String where, String line) {
        List<String> missing = new ArrayList<>();
        CommandSpec command = root;
        boolean names = true;
        for (String word : line.split("\\s+")) {
            if (word.startsWith("--")) {
                names = false;
                String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
                if (command.findOption(option) == null) {
                    missing.add(where + ": there is no option " + option);
                }
            } else if (names && command.subcommands().containsKey(word)) {
                command = command.subcommands().get(word).getCommandSpec();
            } else if (names && command == root) {
                missing.add(where + ": there is no command " + word);
                names = false;
            } else {
                names = false;
            }
        }
        return missing;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(home, home.resolve("docs"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> listed = Files.list(folder)) {
                    listed.filter(file -> file.toString().endsWith(".md"))
                            .sorted()
                            .forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
