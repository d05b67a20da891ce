package dev.storycrew.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what a port speaks that a client got no answer from. A TLS port and a plain one hang up on each other's
 * clients without a word, which looks like an outage.
 */
final class ListenerProbe {
    private static final int PATIENCE_MILLIS = 3000;
    /** A TLS record with the alert {@code close_notify}: a TLS port answers it with an alert, or hangs up. */
    private static final int TLS_ALERT = 0x15;

    private static final int TLS_HANDSHAKE = 0x16;

    /** A ClientHello of TLS 1.2 with two common cipher suites and no extensions. */
    private static final byte[] CLIENT_HELLO = clientHello();

    private ListenerProbe() {}

    /** What is wrong with {@code security.protocol} for the first address that can be connected to, in a sentence. */
    static Optional<String> mismatch(Map<String, String> kafka) {
        String protocol = kafka.getOrDefault("security.protocol", "PLAINTEXT").toUpperCase(Locale.ROOT);
        boolean wantsTls = protocol.endsWith("SSL");
        for (String address : kafka.getOrDefault("bootstrap.servers", "").split("\\s*,\\s*")) {
            int colon = address.lastIndexOf(':');
            String host = address.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
            try {
                boolean speaksTls = speaksTls(host, Integer.parseInt(address.substring(colon + 1)));
                return sentence(address, protocol, wantsTls, speaksTls);
            } catch (IOException | IllegalArgumentException e) {
                // Nobody there: the next address may tell more.
                continue;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> sentence(String address, String protocol, boolean wantsTls, boolean speaksTls) {
        String intro = "the broker at " + address + " does not answer, though its port is open: ";
        if (wantsTls && !speaksTls) {
            return Optional.of(intro + "it does not speak TLS, but security.protocol is " + protocol + "; use "
                    + (protocol.startsWith("SASL") ? "SASL_PLAINTEXT" : "PLAINTEXT") + ", or its TLS port");
        }
        if (!wantsTls && speaksTls) {
            return Optional.of(intro + "it speaks TLS, but security.protocol is " + protocol + "; use "
                    + (protocol.startsWith("SASL") ? "SASL_SSL" : "SSL or SASL_SSL") + ", or its plain port");
        }
        return protocol.equals("PLAINTEXT") || protocol.equals("SSL")
                ? Optional.of(intro + "it may want a login, but security.protocol is " + protocol + "; use SASL_"
                        + protocol + " if so, or look into the broker's log")
                : Optional.empty();
    }

    /** Whether a port answers a TLS client's first message as a TLS server does. */
    private static boolean speaksTls(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(CLIENT_HELLO);
                socket.getOutputStream().flush();
                InputStream in = socket.getInputStream();
                int first = in.read();
                return first == TLS_HANDSHAKE || first == TLS_ALERT;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException hungUp) {
                return false;
            }
        }
    }

    private static byte[] clientHello() {
        int randomLength = 32;
        int[] head = {0x16, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3};
        int[] tail = {0, 0, 4, 0xc0, 0x2f, 0, 0x2f, 1, 0};
        byte[] hello = new byte[head.length + randomLength + tail.length];
        Arrays.fill(hello, (byte) 7);
        for (int index = 0; index < head.length; index++) {
            hello[index] = (byte) head[index];
        }
        for (int index = 0; index < tail.length; index++) {
            hello[head.length + randomLength + index] = (byte) tail[index];
        }
        return hello;
    }
}
