package dev.storycrew.files.system;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Why the system refused to read, write or connect, in its own words. Java's messages alone will not do: some are only a path,
 * and the reason is in the exception's class.
 */
public final class SystemReason {
    /** Causes can go in a circle. */
    private static final int DEEPEST = 20;

    private SystemReason() {}

    /** The reason without the file, such as {@code no space left on device}. Whoever wrapped the exception is ignored. */
    public static String of(Throwable problem) {
        String unreachable = unreachable(problem);
        if (unreachable != null) {
            return unreachable;
        }
        Throwable cause = cause(problem);
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException) {
            return "it is a file, not a folder";
        }
        if (cause instanceof InvalidPathException) {
            return "the name has characters that cannot be used in file names here; LC_ALL=C.UTF-8 allows all of them";
        }
        if (cause instanceof ClosedChannelException) {
            return "it was closed";
        }
        return explained(words(cause));
    }

    /** Why there is no connection, which the JDK's clients say by their exceptions' classes; null if that is not it. */
    private static @Nullable String unreachable(Throwable problem) {
        String said = null;
        int depth = 0;
        for (Throwable each = problem; each != null && depth < DEEPEST; each = each.getCause(), depth++) {
            if (each instanceof UnresolvedAddressException || each instanceof UnknownHostException) {
                return "there is no address for its name";
            }
            if (each instanceof HttpConnectTimeoutException) {
                return "it does not answer the request to connect";
            }
            if (each instanceof ConnectException) {
                said = "it refuses the connection";
            }
        }
        return said;
    }

    /**
     * The file and the reason, such as {@code out/book.md: permission denied}; only the reason where the exception names no
     * file.
     */
    public static String withFile(Throwable problem) {
        Throwable cause = cause(problem);
        String file = null;
        if (cause instanceof FileSystemException failed) {
            file = failed.getFile();
        } else if (cause instanceof InvalidPathException invalid) {
            file = invalid.getInput();
        } else if (cause instanceof FileNotFoundException && brackets(cause.getMessage()) >= 0) {
            file = Objects.requireNonNull(cause.getMessage()).substring(0, brackets(cause.getMessage()));
        }
        return file == null ? of(problem) : file + ": " + of(problem);
    }

    /** True when the system refused, and it is no fault of the program. */
    public static boolean isMeantBy(Throwable problem) {
        Throwable cause = cause(problem);
        return cause instanceof IOException || cause instanceof InvalidPathException;
    }

    /** The innermost exception that is about a file; the one that a thread handed on where there is none. */
    private static Throwable cause(Throwable problem) {
        Throwable found = problem;
        while (found instanceof ExecutionException && found.getCause() != null) {
            found = found.getCause();
        }
        int depth = 0;
        for (Throwable each = found; each != null && depth < DEEPEST; each = each.getCause(), depth++) {
            if (each instanceof IOException || each instanceof InvalidPathException) {
                found = each;
            }
        }
        return found;
    }

    private static String words(Throwable cause) {
        String message = cause instanceof FileSystemException failed ? failed.getReason() : cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        int from = cause instanceof FileNotFoundException ? brackets(message) : -1;
        String words = from < 0 ? message : message.substring(from + 2, message.length() - 1);
        boolean abbreviation = words.length() > 1 && Character.isUpperCase(words.charAt(1));
        return abbreviation ? words : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }

    /** Where {@code " (Permission denied)"} begins in {@code "file (Permission denied)"}; -1 if it is not there. */
    private static int brackets(@Nullable String message) {
        return message != null && message.endsWith(")") ? message.lastIndexOf(" (") : -1;
    }

    private static String explained(String words) {
        return words.contains("too many open files") ? words + " (" + OpenFiles.ADVICE + ")" : words;
    }
}
