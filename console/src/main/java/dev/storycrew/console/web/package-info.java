/** The HTTP server: what it lets in, what it serves, and how it says no. */
@NullMarked
package dev.storycrew.console.web;

import org.jspecify.annotations.NullMarked;
