/** What the threads of a process tell whoever runs it. */
@NullMarked
package dev.storycrew.core.supervision;

import org.jspecify.annotations.NullMarked;
