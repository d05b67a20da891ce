package dev.storycrew.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whether a port is open, and what one speaks that a client got no answer from. A TLS port and a plain one hang up on each other's
 * clients without a word, which looks like an outage.
 */
public final class ListenerProbe {
    private static final int PATIENCE_MILLIS = 3000;
    /** The first byte of a TLS port's answer to what is no TLS, or to a handshake it does not like. */
    private static final int TLS_ALERT = 0x15;

    private static final int TLS_HANDSHAKE = 0x16;

    /** A ClientHello of TLS 1.2 with two common cipher suites and no extensions. */
    private static final byte[] CLIENT_HELLO = clientHello();

    /** Kafka's question for the versions it speaks, which every plain broker answers: version 0, no client id. */
    private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

    private ListenerProbe() {}

    /** True if one of the addresses of {@code bootstrap.servers} can be connected to within seconds. */
    public static boolean isOpen(Map<String, String> kafka) {
        for (String address : kafka.getOrDefault("bootstrap.servers", "").split("\\s*,\\s*")) {
            try (Socket socket = connected(address)) {
                return socket.isConnected();
            } catch (IOException | IllegalArgumentException e) {
                // Nobody there: the next one may be.
                continue;
            }
        }
        return false;
    }

    /**
     * What is wrong with a plain client's address, to be asked before the client connects: it takes a TLS port's first
     * bytes for the size of an answer, and the memory for that may end the JVM.
     */
    static Optional<String> tlsPort(Map<String, String> kafka) {
        String protocol = protocol(kafka);
        if (protocol.endsWith("SSL")) {
            return Optional.empty();
        }
        return answer(kafka, API_VERSIONS)
                .filter(answer -> answer.firstByte == TLS_ALERT)
                .map(answer -> "the broker at " + answer.address + " speaks TLS, but security.protocol is " + protocol
                        + "; use " + (protocol.startsWith("SASL") ? "SASL_SSL" : "SSL or SASL_SSL")
                        + ", or its plain port");
    }

    /** What seems wrong with {@code security.protocol} after a client got no answer from a port that is open. */
    static Optional<String> silence(Map<String, String> kafka) {
        String protocol = protocol(kafka);
        boolean tls = protocol.endsWith("SSL");
        return answer(kafka, tls ? CLIENT_HELLO : API_VERSIONS).flatMap(answer -> {
            String intro = "the broker at " + answer.address + " does not answer, though its port is open: ";
            if (tls && answer.firstByte != TLS_HANDSHAKE && answer.firstByte != TLS_ALERT) {
                return Optional.of(intro + "it does not speak TLS, but security.protocol is " + protocol + "; use "
                        + (protocol.startsWith("SASL") ? "SASL_PLAINTEXT" : "PLAINTEXT") + ", or its TLS port");
            }
            return protocol.startsWith("SASL")
                    ? Optional.empty()
                    : Optional.of(intro + "it may want a login, but security.protocol is " + protocol + "; use SASL_"
                            + protocol + " if so, or look into the broker's log");
        });
    }

    private static String protocol(Map<String, String> kafka) {
        return kafka.getOrDefault("security.protocol", "PLAINTEXT").toUpperCase(Locale.ROOT);
    }

    /** @param firstByte -1 if there was none */
    private record Answer(String address, int firstByte) {}

    /** What the first address that can be connected to answers. */
    private static Optional<Answer> answer(Map<String, String> kafka, byte[] request) {
        for (String address : kafka.getOrDefault("bootstrap.servers", "").split("\\s*,\\s*")) {
            try (Socket socket = connected(address)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                return Optional.of(new Answer(address, firstByte(socket, request)));
            } catch (IOException | IllegalArgumentException e) {
                // Nobody there: the next address may tell more.
                continue;
            }
        }
        return Optional.empty();
    }

    private static Socket connected(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), PATIENCE_MILLIS);
            return socket;
        } catch (IOException | IllegalArgumentException e) {
            socket.close();
            throw e;
        }
    }

    private static int firstByte(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return socket.getInputStream().read();
        } catch (IOException hungUp) {
            return -1;
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
