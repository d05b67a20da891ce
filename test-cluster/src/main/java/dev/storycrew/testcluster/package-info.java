/** A broker and a schema registry for tests, in the process or in containers. */
@NullMarked
package dev.storycrew.testcluster;

import org.jspecify.annotations.NullMarked;
