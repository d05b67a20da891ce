package dev.storycrew.schemas.registry;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One registry of those that stand in for each other.
 *
 * @param base without user information and without a slash at its end
 * @param authorization the header's value, or null
 */
record Endpoint(URI base, @Nullable String authorization) {
    URI at(String path) {
        return URI.create(base + path);
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return base.toString();
    }
}
