/** What operators and producers write to the topics: requests, commands, policies. */
@NullMarked
package dev.storycrew.app.operate;

import org.jspecify.annotations.NullMarked;
