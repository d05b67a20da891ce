package dev.storycrew.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The pages, from the class path. */
final class PageFiles {
    private static final String FOLDER = "/dev/storycrew/console/pages/";
    private static final String FIRST = "index.html";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    /** The pattern below keeps a frame for each part of a path, and anybody may ask. */
    private static final int LONGEST = 200;

    /** No name begins with a dot, so that none leads out of the folder. */
    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*+/)*+[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.([a-z0-9]+)");

    /** What the first page's script shows by itself. */
    private static final Pattern VIEWS =
            Pattern.compile("/(?:|(?:books|read)/.*|attention|dead-letters|figures|policies|services|audit|login)");

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();

    /** A file as it is served. */
    record PageFile(String type, String etag, byte[] bytes) {}

    /** @param path as asked for, decoded */
    Optional<PageFile> find(String path) {
        String name = VIEWS.matcher(path).matches() ? FIRST : path.substring(Math.min(1, path.length()));
        PageFile known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        var matcher = NAME.matcher(name);
        String type = matcher.matches() && !name.endsWith(".d.ts") ? TYPES.get(matcher.group(1)) : null;
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream file = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] bytes = file.readAllBytes();
            PageFile found = new PageFile(type, etag(bytes), bytes);
            read.put(name, found);
            return Optional.of(found);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest).substring(0, 32) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
