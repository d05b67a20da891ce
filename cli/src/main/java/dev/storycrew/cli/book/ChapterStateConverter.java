package dev.storycrew.cli.book;

import dev.storycrew.core.card.ChapterState;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a state as people write it. */
final class ChapterStateConverter implements ITypeConverter<ChapterState> {
    @Override
    public ChapterState convert(String text) {
        try {
            return ChapterState.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
