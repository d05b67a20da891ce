package dev.storycrew.console.login;

import dev.storycrew.core.request.RequestRules;
import dev.storycrew.core.request.Writing;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of those who may log in: a line each of name, role ({@code viewer} or {@code operator}) and token, with blanks
 * between. Empty lines and lines that begin with {@code #} do not count. No message tells a token.
 */
public final class TokenFile {
    private static final int FEWEST_CHARACTERS = 20;
    private static final int MOST_CHARACTERS = 500;
    private static final long MAX_BYTES = 1 << 20;

    private TokenFile() {}

    /**
     * Reads it.
     *
     * @throws UsageException naming file and line
     */
    public static AccessTokens read(Path file) {
        try {
            objectionTo(file);
            if (Files.size(file) > MAX_BYTES) {
                throw new UsageException(file + ": has more than 1 MB; is it the right file?");
            }
            return parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UsageException(file + ": cannot be read: " + SystemReason.of(e));
        }
    }

    /**
     * Like ssh with its keys: what belongs to the user of this process must be closed to others. A container is handed
     * files that belong to somebody else.
     */
    private static void objectionTo(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes attributes = view.readAttributes();
        Set<PosixFilePermission> permissions = attributes.permissions();
        boolean own = attributes.owner().getName().equals(System.getProperty("user.name"));
        if (own
                && (permissions.contains(PosixFilePermission.OTHERS_READ)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                        || permissions.contains(PosixFilePermission.GROUP_READ)
                        || permissions.contains(PosixFilePermission.GROUP_WRITE))) {
            throw new UsageException(file + ": other users of this machine can read or change it; chmod 600 " + file);
        }
    }

    /** @param name for messages */
    static AccessTokens parse(String name, List<String> lines) {
        List<AccessTokens.Holder> holders = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<SecretDigest> digests = new HashSet<>();
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index).replace("\uFEFF", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = name + ", line " + (index + 1) + ": ";
            String[] words = line.split("\\s+", -1);
            if (words.length != 3) {
                throw new UsageException(where + "needs a name, a role and a token, separated by blanks, but has "
                        + words.length + (words.length == 1 ? " word" : " words"));
            }
            String problem = objectionTo(words);
            if (problem == null && !names.add(words[0])) {
                problem = "the name " + words[0] + " occurs twice";
            }
            SecretDigest digest = SecretDigest.of(words[2]);
            if (problem == null && !digests.add(digest)) {
                problem = "this token already belongs to somebody else";
            }
            if (problem != null) {
                throw new UsageException(where + problem);
            }
            holders.add(new AccessTokens.Holder(words[0], role(words[1]), digest));
        }
        if (holders.isEmpty()) {
            throw new UsageException(name + ": contains no token, so nobody could log in; write a line such as"
                    + " 'mia operator TOKEN'");
        }
        return new AccessTokens(holders);
    }

    private static @Nullable String objectionTo(String[] words) {
        String name = words[0];
        String ofName = name.length() > RequestRules.MAX_NAME
                ? "has more than " + RequestRules.MAX_NAME + " characters"
                : Writing.objectionToLine(name);
        if (ofName != null) {
            return "the name: " + ofName;
        }
        if (!words[1].equals(ConsoleRole.VIEWER.label()) && !words[1].equals(ConsoleRole.OPERATOR.label())) {
            return "the second word must be viewer or operator";
        }
        int length = words[2].length();
        return length < FEWEST_CHARACTERS || length > MOST_CHARACTERS
                ? "a token needs " + FEWEST_CHARACTERS + " to " + MOST_CHARACTERS + " characters, but has " + length
                        + "; openssl rand -hex 24 makes one"
                : null;
    }

    private static ConsoleRole role(String word) {
        return word.equals(ConsoleRole.OPERATOR.label()) ? ConsoleRole.OPERATOR : ConsoleRole.VIEWER;
    }
}
