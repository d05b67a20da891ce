/** What the topics' records say, with digests in place of texts: all that audits and replays need, and small. */
@NullMarked
package dev.storycrew.history.facts;

import org.jspecify.annotations.NullMarked;
