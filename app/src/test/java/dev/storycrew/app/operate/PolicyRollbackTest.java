package dev.storycrew.app.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyRollbackTest {
    private static final PolicyDocument FIRST = PolicyTopic.configured(RetryPolicy.defaults());
    private static final PolicyDocument TWO = document("default", "2", 10);
    private static final PolicyDocument MINE = document("mine", "1", 20);
    private static final PolicyDocument THREE = document("default", "3", 30);

    @Test
    void aRollbackLeadsToTheVersionPublishedBeforeWhateverItsName() {
        assertThat(after(THREE)).isEqualTo(MINE);
        assertThat(after(MINE)).isEqualTo(TWO);
    }

    @Test
    void whatWasRolledBackToIsRolledBackFromItsOwnPlaceInTheHistory() {
        assertThat(after(document("mine", "1", 99))).isEqualTo(TWO);
    }

    @Test
    void beforeTheFirstVersionIsTheConfiguredPolicyAndNothingBeforeThat() {
        assertThat(after(TWO)).isEqualTo(FIRST);
        assertThat(after(FIRST)).isNull();
        assertThat(after(null)).isNull();
    }

    private static @Nullable PolicyDocument after(@Nullable PolicyDocument active) {
        Map<String, PolicyDocument> versions =
                Stream.of(TWO, MINE, THREE).collect(Collectors.toMap(PolicyTopic::reference, document -> document));
        return new PolicyTopic.Published(versions, active).former(FIRST);
    }

    private static PolicyDocument document(String name, String version, long publishedAt) {
        return new PolicyDocument(name, version, "name: " + name + "\n", "mia", publishedAt);
    }
}
