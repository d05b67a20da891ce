/** What the operating system says and allows. */
@NullMarked
package dev.storycrew.files.system;

import org.jspecify.annotations.NullMarked;
