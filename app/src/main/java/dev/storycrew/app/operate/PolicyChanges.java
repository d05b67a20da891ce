package dev.storycrew.app.operate;

import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.policy.PolicyText;
import dev.storycrew.files.yaml.UsageException;
import org.jspecify.annotations.Nullable;

/** What operators do to policies: publish one, take one back, give it another share of the chapters. */
public final class PolicyChanges {
    private static final int WHOLE = 100;

    private final RetryPolicy configured;
    private final Hint hint;

    /** A command line to suggest. */
    public interface Hint {
        String of(String... words);
    }

    /** @param configured the policy that is active until one is published */
    public PolicyChanges(RetryPolicy configured, Hint hint) {
        this.configured = configured;
        this.hint = hint;
    }

    /**
     * A policy as the next version under its name.
     *
     * @param policy what {@code body} says
     * @return null if the active one says the same already
     */
    public PolicyTopic.@Nullable Publication publish(
            PolicyTopic.Published before, RetryPolicy policy, String body, String who, long now) {
        return saysTheSame(before.active(), policy) ? null : next(before, policy, body, who, now);
    }

    private static boolean saysTheSame(@Nullable PolicyDocument active, RetryPolicy policy) {
        if (active == null) {
            return false;
        }
        PolicyCheck check = PolicyFile.check(PolicyTopic.reference(active), active.body());
        return check.policy() != null && check.policy().withVersion("").equals(policy.withVersion(""));
    }

    private static PolicyTopic.Publication next(
            PolicyTopic.Published before, RetryPolicy policy, String body, String who, long now) {
        PolicyDocument version = new PolicyDocument(policy.name(), before.nextVersion(policy), body, who, now);
        return new PolicyTopic.Publication(version, version);
    }

    /**
     * An earlier version, active again.
     *
     * @param version of the active policy, such as 2, or of another, such as default@1; null for the one before
     * @throws UsageException if there is none, or this program cannot use it
     */
    public PolicyTopic.Publication rollback(
            PolicyTopic.Published before, @Nullable String version, String who, long now) {
        PolicyDocument former = former(before, version);
        if (PolicyFile.check(PolicyTopic.reference(former), former.body()).policy() == null) {
            throw new UsageException("policy " + PolicyTopic.reference(former)
                    + " has errors in this version of the program; "
                    + hint.of("policy", "show", PolicyTopic.reference(former)) + " prints it");
        }
        return new PolicyTopic.Publication(
                null, new PolicyDocument(former.name(), former.version(), former.body(), who, now));
    }

    private PolicyDocument former(PolicyTopic.Published before, @Nullable String version) {
        PolicyDocument first = PolicyTopic.configured(configured);
        PolicyDocument active = before.active();
        if (active == null) {
            throw new UsageException("no policy has been published, so there is nothing to roll back");
        }
        if (version != null) {
            String reference = version.contains("@") ? version : active.name() + "@" + version;
            PolicyDocument named = before.versions().get(reference);
            if (named == null && reference.equals(PolicyTopic.reference(first))) {
                return first;
            }
            if (named == null && reference.equals(PolicyTopic.reference(PolicyTopic.builtIn()))) {
                return PolicyTopic.builtIn();
            }
            if (named == null) {
                throw new UsageException("policy " + reference + " was never published; " + hint.of("policy", "history")
                        + " lists what was");
            }
            return named;
        }
        PolicyDocument former = before.former(first);
        if (former == null) {
            throw new UsageException("there is no version before " + PolicyTopic.reference(active) + "; name one that "
                    + hint.of("policy", "history") + " lists");
        }
        return former;
    }

    /**
     * The active policy for another share of the chapters.
     *
     * @return null if it has that share already
     * @throws UsageException if the share is not 0 to 100, or the policy's text cannot be changed
     */
    public PolicyTopic.@Nullable Publication rollout(PolicyTopic.Published before, int percent, String who, long now) {
        if (percent < 0 || percent > WHOLE) {
            throw new UsageException("PERCENT must be 0 to 100, but is " + percent);
        }
        PolicyDocument active = before.active();
        String text = active == null ? PolicyText.of(configured) : active.body();
        String name = active == null ? configured.name() : PolicyTopic.reference(active);
        PolicyCheck after = PolicyFile.check(name, PolicyText.withRollout(text, percent));
        RetryPolicy policy = after.policy();
        if (policy == null || policy.rolloutPercent() != percent) {
            throw new UsageException("the rollout-percent of " + name
                    + " cannot be changed automatically; set it in a policy file and publish that");
        }
        return PolicyFile.parse(name, text).rolloutPercent() == percent
                ? null
                : next(before, policy, PolicyText.withRollout(text, percent), who, now);
    }
}
