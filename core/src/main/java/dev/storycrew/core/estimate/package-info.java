/** What a book will cost and how long it will take, from what chapters cost before. */
@NullMarked
package dev.storycrew.core.estimate;

import org.jspecify.annotations.NullMarked;
