/** What brokers refuse: logins, permissions, certificates. */
@NullMarked
package dev.storycrew.schemas.access;

import org.jspecify.annotations.NullMarked;
