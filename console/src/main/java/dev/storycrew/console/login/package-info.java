/** Who may look and who may act: tokens, one-time links, sessions. */
@NullMarked
package dev.storycrew.console.login;

import org.jspecify.annotations.NullMarked;
