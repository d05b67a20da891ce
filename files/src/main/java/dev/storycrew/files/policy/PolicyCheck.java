package dev.storycrew.files.policy;

import dev.storycrew.core.retry.RetryPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a policy file, and what is wrong with it.
 *
 * @param policy null when there is an error
 * @param errors each with file, line, field and reason, in line order; a policy with an error is never applied
 * @param warnings what can be applied but is probably not meant
 */
public record PolicyCheck(@Nullable RetryPolicy policy, List<String> errors, List<String> warnings) {
    public PolicyCheck {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        if ((policy == null) == errors.isEmpty()) {
            throw new IllegalArgumentException("there is a policy if and only if there is no error");
        }
    }
}
