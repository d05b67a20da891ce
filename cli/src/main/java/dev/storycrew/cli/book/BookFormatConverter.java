package dev.storycrew.cli.book;

import dev.storycrew.app.export.BookFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a format by the extension of its files. */
final class BookFormatConverter implements ITypeConverter<BookFormat> {
    @Override
    public BookFormat convert(String value) {
        return BookFormat.of(value)
                .orElseThrow(() -> new TypeConversionException(
                        "there is no format " + value + "; use " + BookFormat.extensions()));
    }
}
