/** What people would otherwise use, for {@code bench peers}. */
@NullMarked
package dev.storycrew.peers;

import org.jspecify.annotations.NullMarked;
