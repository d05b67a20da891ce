package dev.storycrew.schemas.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One registry of those that stand in for each other.
 *
 * @param base without user information and without a slash at its end
 * @param authorization the header's value, or null
 */
record Endpoint(URI base, @Nullable String authorization) {
    /** What a header of basic authentication begins with. */
    static final String BASIC = "Basic ";

    private static final Pattern NAMED = Pattern.compile("[^:\\s\"'=;]+:.*", Pattern.DOTALL);

    URI at(String path) {
        return URI.create(base + path);
    }

    /** Who asks, without what proves it. */
    String caller() {
        if (authorization == null) {
            return "a caller without credentials";
        }
        if (!authorization.startsWith(BASIC)) {
            return "the bearer token";
        }
        String userInfo =
                new String(Base64.getDecoder().decode(authorization.substring(BASIC.length())), StandardCharsets.UTF_8);
        // What is no user:password may be a secret as a whole.
        return NAMED.matcher(userInfo).matches() ? "user '" + userInfo.split(":", 2)[0] + "'" : "the credentials given";
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return base.toString();
    }
}
