/** Books as files to read: Markdown, EPUB, HTML and DOCX. */
@NullMarked
package dev.storycrew.app.export;

import org.jspecify.annotations.NullMarked;
