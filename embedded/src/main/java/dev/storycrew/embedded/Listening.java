package dev.storycrew.embedded;

/**
 * Where an embedded broker and registry listen. Clients are told 127.0.0.1 whatever the host: in a container the
 * published ports are there.
 *
 * @param host the address to listen on, such as 0.0.0.0 in a container
 * @param kafkaPort 0 for a free one
 * @param registryPort 0 for a free one
 */
public record Listening(String host, int kafkaPort, int registryPort) {
    /** The address that only this machine reaches. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Free ports that only this machine reaches. */
    public static final Listening ANYWHERE_LOCAL = new Listening(LOOPBACK, 0, 0);
}
