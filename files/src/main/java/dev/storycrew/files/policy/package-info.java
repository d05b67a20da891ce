/** Routing policies as files. */
@NullMarked
package dev.storycrew.files.policy;

import org.jspecify.annotations.NullMarked;
