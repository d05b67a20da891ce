package dev.storycrew.history.cards;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a page ends: the last id on it, with a check over it and over what was asked for, so that one that was changed,
 * or belongs to another question, is found out.
 */
public final class Cursor {
    private Cursor() {}

    /**
     * Makes one.
     *
     * @param question what was asked for, the same on every page of it
     * @param last the last id on the page
     */
    public static String of(String question, String last) {
        byte[] id = last.getBytes(StandardCharsets.UTF_8);
        byte[] whole = ByteBuffer.allocate(Integer.BYTES + id.length)
                .putInt(check(question, last))
                .put(id)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * The id that it was made of.
     *
     * @throws CursorException if it was not made for this question
     */
    public static String read(String question, String cursor) {
        ByteBuffer whole;
        try {
            whole = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
        } catch (IllegalArgumentException e) {
            throw new CursorException(e);
        }
        if (whole.remaining() > Integer.BYTES) {
            int check = whole.getInt();
            String id = StandardCharsets.UTF_8.decode(whole).toString();
            if (check == check(question, id) && of(question, id).equals(cursor)) {
                return id;
            }
        }
        throw new CursorException(null);
    }

    private static int check(String question, String id) {
        CRC32 check = new CRC32();
        check.update((question + "\n" + id).getBytes(StandardCharsets.UTF_8));
        return (int) check.getValue();
    }
}
