/** Which topics there are, what is in them and how long it is kept. */
@NullMarked
package dev.storycrew.schemas.topic;

import org.jspecify.annotations.NullMarked;
