package dev.storycrew.files.policy;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.yaml.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a policy, collected while it is read. */
final class Problems {
    private static final Pattern LINE = Pattern.compile(":(\\d+): ");

    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void error(UsageException problem) {
        errors.add(String.valueOf(problem.getMessage()));
    }

    void warning(UsageException problem) {
        warnings.add(String.valueOf(problem.getMessage()));
    }

    /** @param policy made if there is no error */
    PolicyCheck result(Supplier<RetryPolicy> policy) {
        if (errors.isEmpty()) {
            try {
                return new PolicyCheck(policy.get(), List.of(), sorted(warnings));
            } catch (IllegalArgumentException e) {
                errors.add(String.valueOf(e.getMessage()));
            }
        }
        return new PolicyCheck(null, sorted(errors), sorted(warnings));
    }

    private static List<String> sorted(List<String> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problems::line))
                .toList();
    }

    private static int line(String problem) {
        Matcher matcher = LINE.matcher(problem);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
