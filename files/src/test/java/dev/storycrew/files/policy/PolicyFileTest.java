package dev.storycrew.files.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.yaml.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    @Test
    void theDefaultPolicysFileSaysWhatTheProgramDoes() {
        assertThat(PolicyFile.parse("default-policy.yaml", PolicyFile.defaultText()))
                .isEqualTo(RetryPolicy.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-retrys: 3 | p.yaml:2: max-retrys: no such field; did you mean max-retries?",
                "otherwise: WRITE_ONYL | p.yaml:2: otherwise: there is no level WRITE_ONYL; did you mean WRITE_ONLY?",
                "max-retries: many | p.yaml:2: max-retries: must be a whole number, but is 'many'",
                "scope: everywhere | p.yaml:2: scope: 'everywhere' is not known; expected one of scenes, chapter",
                "selective: maybe | p.yaml:2: selective: must be true or false, but is 'maybe'",
                "levels: {EDIT_ONLY: {erase: [drafts]}} | p.yaml:2: levels.EDIT_ONLY.erase: 'drafts' is not known; did you mean draft?",
                "escalate: {after: 2} | p.yaml:2: escalate.to: is missing"
            })
    void aMistakeIsNamedWithFileLineAndField(String line, String message) {
        assertThatThrownBy(() -> PolicyFile.parse("p.yaml", "name: mine\n" + line + "\n"))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
