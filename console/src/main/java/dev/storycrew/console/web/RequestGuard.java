package dev.storycrew.console.web;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only requests that were meant for this console: to a name that it has, so that no other site can point its own
 * name here, and from pages of its own.
 */
final class RequestGuard {
    /** Browsers leave these out of a host's name. */
    private static final String PORT_OF_HTTP = ":80";

    private static final String PORT_OF_HTTPS = ":443";
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    private final Set<String> authorities = new HashSet<>();
    private final Set<String> hosts = new HashSet<>();
    private final boolean https;

    /**
     * @param host bound
     * @param port bound
     * @param allowed other names, with a port or for any port
     * @param https whether browsers come by HTTPS
     */
    RequestGuard(String host, int port, List<String> allowed, boolean https) {
        this.https = https;
        LOOPBACK.forEach(name -> add(name + ":" + port));
        String bound = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        add(bound.toLowerCase(Locale.ROOT) + ":" + port);
        for (String name : allowed) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (hasPort(lower)) {
                add(lower);
            } else {
                hosts.add(lower);
            }
        }
    }

    private void add(String authority) {
        authorities.add(authority);
        for (String usual : List.of(PORT_OF_HTTP, PORT_OF_HTTPS)) {
            if (authority.endsWith(usual) && (https || usual.equals(PORT_OF_HTTP))) {
                authorities.add(authority.substring(0, authority.length() - usual.length()));
            }
        }
    }

    private static boolean hasPort(String authority) {
        return authority.matches(".*[^:]:[0-9]{1,5}") || authority.matches("\\[.*]:[0-9]{1,5}");
    }

    /**
     * Why a request is not let in; empty if it is.
     *
     * @param host its header
     * @param origin its header; null if it has none
     */
    Optional<String> objectionTo(@Nullable String host, @Nullable String origin) {
        if (host == null || host.isBlank()) {
            return Optional.of("the request has no Host header; use the address that the console printed");
        }
        if (!isOurs(host)) {
            return Optional.of("this console is not called " + shown(host)
                    + "; use the address that it printed, or start it with --allowed-host");
        }
        if (origin != null && !isOurs(origin, host)) {
            return Optional.of("this request comes from another site's page, " + shown(origin));
        }
        return Optional.empty();
    }

    private boolean isOurs(String origin, String host) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String secure = "https://";
        String plain = "http://";
        String authority = lower.startsWith(secure)
                ? lower.substring(secure.length())
                : !https && lower.startsWith(plain) ? lower.substring(plain.length()) : null;
        return authority != null && authority.equals(host.toLowerCase(Locale.ROOT));
    }

    private boolean isOurs(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return authorities.contains(lower) || hosts.contains(lower.replaceFirst(":[0-9]{1,5}$", ""));
    }

    private static String shown(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9.:/_\\[\\]-]", "?");
        return clean.length() > 100 ? clean.substring(0, 100) + ".." : clean;
    }
}
