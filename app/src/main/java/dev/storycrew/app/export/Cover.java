package dev.storycrew.app.export;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A book's cover: its title on a colour of its own. An SVG, because a picture of letters would need the machine's fonts. */
final class Cover {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 2560;
    private static final int SIDE = 160;
    private static final int LARGEST = 220;
    private static final int SMALLEST = 56;
    private static final int STEP = 12;
    private static final int MOST_LINES = 9;
    private static final double LINE = 1.25;

    /** How wide a letter is, in parts of its height; those of East Asia are as wide as high. */
    private static final double NARROW = 0.56;

    private static final int HUES = 360;
    private static final String CUT = "\u2026";

    private Cover() {}

    /** The picture. The same book has the same colour. */
    static String svg(String title, String id) {
        int size = LARGEST;
        List<String> lines = lines(title, size);
        while (lines.size() > MOST_LINES && size > SMALLEST) {
            size -= STEP;
            lines = lines(title, size);
        }
        if (lines.size() > MOST_LINES) {
            lines = new ArrayList<>(lines.subList(0, MOST_LINES));
            lines.set(MOST_LINES - 1, lines.get(MOST_LINES - 1) + CUT);
        }
        int step = (int) (size * LINE);
        int first = HEIGHT * 2 / 5 - step * (lines.size() - 1) / 2;
        List<String> placed = new ArrayList<>();
        for (String line : lines) {
            int down = first + step * placed.size();
            placed.add("  <text x=\"" + WIDTH / 2 + "\" y=\"" + down + "\">" + Markup.escaped(line) + "</text>\n");
        }
        return String.format(
                Locale.ROOT,
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d">
                  <title>%3$s</title>
                  <rect width="%1$d" height="%2$d" fill="hsl(%4$d, 34%%, 24%%)"/>
                  <rect x="80" y="80" width="%5$d" height="%6$d" fill="none" stroke="#fff" stroke-opacity=".45" stroke-width="6"/>
                  <g fill="#fff" font-family="Georgia, 'Noto Serif', 'Noto Serif CJK SC', serif" font-size="%7$d" text-anchor="middle">
                %8$s  </g>
                </svg>
                """,
                WIDTH,
                HEIGHT,
                Markup.escaped(title),
                Math.floorMod(id.hashCode(), HUES),
                WIDTH - SIDE,
                HEIGHT - SIDE,
                size,
                placed.stream().map(line -> "  " + line).collect(Collectors.joining()));
    }

    /** Broken where a language allows it, or within a word that is wider than a line. */
    private static List<String> lines(String title, int size) {
        double room = (WIDTH - 2.0 * SIDE) / size;
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String piece : pieces(title, room)) {
            if (!line.isEmpty() && width(line + piece.stripTrailing()) > room) {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
            line.append(piece);
        }
        lines.add(line.toString().strip());
        return lines;
    }

    private static List<String> pieces(String title, double room) {
        List<String> pieces = new ArrayList<>();
        for (String piece : between(BreakIterator.getLineInstance(ULocale.ROOT), title)) {
            if (width(piece.strip()) <= room) {
                pieces.add(piece);
            } else {
                pieces.addAll(between(BreakIterator.getCharacterInstance(ULocale.ROOT), piece));
            }
        }
        return pieces;
    }

    private static List<String> between(BreakIterator breaks, String text) {
        breaks.setText(text);
        List<String> pieces = new ArrayList<>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    private static double width(String text) {
        return text.codePoints().mapToDouble(Cover::width).sum();
    }

    private static double width(int point) {
        int width = UCharacter.getIntPropertyValue(point, UProperty.EAST_ASIAN_WIDTH);
        return width == UCharacter.EastAsianWidth.WIDE || width == UCharacter.EastAsianWidth.FULLWIDTH ? 1 : NARROW;
    }
}
