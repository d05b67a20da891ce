package dev.storycrew.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of {@code bootstrap.servers}: {@code host:port}, separated by commas. */
final class BootstrapServers {
    private static final int HIGHEST_PORT = 65535;
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9_+.-]*)://.*");
    /** A name, an IPv4 address, or an IPv6 address in brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?])(?::(.*))?");

    private BootstrapServers() {}

    /** What is wrong with a list of addresses; empty if nothing is. */
    static Optional<String> objection(String servers) {
        List<String> addresses = addresses(servers);
        return addresses.stream()
                .map(BootstrapServers::wrong)
                .filter(wrong -> !wrong.isEmpty())
                .findFirst();
    }

    /** The single addresses, without blanks around them. */
    static List<String> addresses(String servers) {
        return Arrays.stream(servers.split(",", -1)).map(String::strip).toList();
    }

    private static String wrong(String address) {
        if (address.isEmpty()) {
            return "contains an empty address; must be host:port, separated by single commas";
        }
        Matcher scheme = SCHEME.matcher(address);
        if (scheme.matches()) {
            return "'" + address + "' must be host:port, without " + scheme.group(1)
                    + "://; what is spoken there is said by security.protocol";
        }
        Matcher form = ADDRESS.matcher(address);
        if (!form.matches()) {
            return "'" + address + "' is not an address; must be host:port, such as broker:9092 or [::1]:9092";
        }
        if (form.group(1) == null) {
            return "'" + address + "' has no port; must be host:port, such as " + address + ":9092";
        }
        String port = Objects.requireNonNull(form.group(1));
        boolean valid =
                port.matches("\\d{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= HIGHEST_PORT;
        return valid
                ? ""
                : "'" + address + "' has the port '" + port + "'; a port is a number from 1 to " + HIGHEST_PORT;
    }
}
