/** Language-model providers that are none: servers that speak their protocols, fail on command, and keep a ledger. */
@NullMarked
package dev.storycrew.embedded.provider;

import org.jspecify.annotations.NullMarked;
