/** Language-model providers that are none: servers that speak their protocols, fail on command, and keep a ledger. */
@NullMarked
package dev.storycrew.fakeprovider;

import org.jspecify.annotations.NullMarked;
