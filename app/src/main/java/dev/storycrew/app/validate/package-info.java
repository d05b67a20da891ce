/** The checks of a deployment, judged from topic records. */
@NullMarked
package dev.storycrew.app.validate;

import org.jspecify.annotations.NullMarked;
