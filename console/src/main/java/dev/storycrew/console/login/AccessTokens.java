package dev.storycrew.console.login;

import java.util.List;
import java.util.Optional;

/** Who has a token; of the tokens only digests are kept. */
public final class AccessTokens {
    private final List<Holder> holders;

    /** Somebody with a token. */
    record Holder(String name, ConsoleRole role, SecretDigest digest) {}

    AccessTokens(List<Holder> holders) {
        this.holders = List.copyOf(holders);
    }

    /** Who has this token. It takes as long whoever it is, or nobody. */
    public Optional<ConsoleUser> holderOf(String token) {
        SecretDigest given = SecretDigest.of(token);
        ConsoleUser found = null;
        for (Holder holder : holders) {
            if (holder.digest.equals(given)) {
                found = new ConsoleUser(holder.name, holder.role);
            }
        }
        return Optional.ofNullable(found);
    }
}
