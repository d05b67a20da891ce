package dev.storycrew.console.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the cursor of the page after it; null at the end
 */
record ListPage<T>(List<T> items, @Nullable String next) {}
