/** What travels between the services: the envelope of a chapter and the records written about it. */
@NullMarked
package dev.storycrew.core.event;

import org.jspecify.annotations.NullMarked;
