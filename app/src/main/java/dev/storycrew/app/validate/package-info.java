/** The checks of a deployment, based on topic records. */
@NullMarked
package dev.storycrew.app.validate;

import org.jspecify.annotations.NullMarked;
