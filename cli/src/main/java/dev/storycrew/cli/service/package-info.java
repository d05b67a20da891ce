/** One class per command. */
@NullMarked
package dev.storycrew.cli.service;

import org.jspecify.annotations.NullMarked;
