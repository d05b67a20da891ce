package dev.storycrew.schemas.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the JVM says about a TLS handshake that failed, in words that tell what to do. */
public final class TlsFailure {
    private static final String TRUST = "TRUST";
    private static final String OWN = "OWN";

    /** The first that fits counts. */
    private static final List<Map.Entry<List<String>, String>> CAUSES = List.of(
            Map.entry(
                    List.of("notafter", "certificateexpired", "validity check failed", "certificate_expired"),
                    "a certificate has expired; renew it, or check the clocks if it has not"),
            Map.entry(
                    List.of("notbefore", "certificatenotyetvalid"),
                    "its certificate is not valid yet; check the clocks"),
            Map.entry(
                    List.of("no name matching", "no subject alternative", "hostname"),
                    "its certificate is for another host name; use a name that is in the certificate"),
            Map.entry(
                    List.of("pkix path", "unable to find valid certification path", "trust anchor", "trustanchors"),
                    "its certificate is not trusted; put its CA into " + TRUST),
            Map.entry(
                    List.of(
                            "certificate_required",
                            "bad_certificate",
                            "empty client certificate",
                            "certificate_unknown"),
                    "it wants a client certificate that it trusts; give one in " + OWN),
            Map.entry(
                    List.of("unsupported or unrecognized ssl message", "not an ssl/tls record"),
                    "it does not speak TLS on this port"));

    private TlsFailure() {}

    /**
     * The sentence.
     *
     * @param said the messages of the failure and its causes
     * @param trustKey the configuration key of whom we trust
     * @param ownKey the configuration key of our own certificate
     */
    public static String sentence(String said, String trustKey, String ownKey) {
        String lower = said.toLowerCase(Locale.ROOT);
        String cause = CAUSES.stream()
                .filter(each -> each.getKey().stream().anyMatch(lower::contains))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("the handshake failed");
        return cause.replace(TRUST, trustKey).replace(OWN, ownKey) + " (" + said + ")";
    }
}
