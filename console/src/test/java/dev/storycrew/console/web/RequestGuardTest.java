package dev.storycrew.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestGuardTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "127.0.0.1:8080, -, true",
                "LOCALHOST:8080, -, true",
                "[::1]:8080, -, true",
                "127.0.0.1:8080, http://127.0.0.1:8080, true",
                "localhost:8080, http://localhost:8080, true",
                "stories.example.org, http://stories.example.org, true",
                "stories.example.org:444, -, true",
                "other.example.org:81, -, true",
                "-, -, false",
                "'', -, false",
                "evil.example.com, -, false",
                "127.0.0.1, -, false",
                "127.0.0.1:8081, -, false",
                "127.0.0.1:8080.evil.example.com, -, false",
                "stories.example.org.evil.com, -, false",
                "other.example.org:82, -, false",
                "127.0.0.1:8080, http://evil.example.com, false",
                "127.0.0.1:8080, http://127.0.0.1:9999, false",
                "127.0.0.1:8080, http://localhost:8080, false",
                "127.0.0.1:8080, null, false",
                "127.0.0.1:8080, file://127.0.0.1:8080, false"
            })
    void onlyItsOwnNamesAndItsOwnPagesAreLetIn(String host, String origin, boolean letIn) {
        RequestGuard guard =
                new RequestGuard("127.0.0.1", 8080, List.of("stories.example.org", "other.example.org:81"), false);

        assertThat(guard.objectionTo(host, origin).isEmpty()).isEqualTo(letIn);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "localhost, -, true",
                "127.0.0.1, http://127.0.0.1, true",
                "[::1], -, true",
                "127.0.0.1:80, -, true",
                "other.example.org, http://other.example.org, true",
                "other.example.org:81, -, false",
                "localhost, http://evil.example.com, false",
                "localhost:8080, -, false",
                "evil.example.com, -, false"
            })
    void atTheUsualPortBrowsersLeaveItOut(String host, String origin, boolean letIn) {
        RequestGuard guard = new RequestGuard("127.0.0.1", 80, List.of("other.example.org:80"), false);

        assertThat(guard.objectionTo(host, origin).isEmpty()).isEqualTo(letIn);
    }

    @ParameterizedTest
    @CsvSource({"https://stories.example.org, true", "http://stories.example.org, false"})
    void behindHttpsOnlyItsSecurePagesAreLetIn(String origin, boolean letIn) {
        RequestGuard guard = new RequestGuard("0.0.0.0", 8080, List.of("stories.example.org"), true);

        assertThat(guard.objectionTo("stories.example.org", origin).isEmpty()).isEqualTo(letIn);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, has no Host header",
                "'', has no Host header",
                "evil.example.com, is not called evil.example.com",
            })
    void anObjectionSaysWhatIsWrongWithTheName(String host, String words) {
        RequestGuard guard = new RequestGuard("127.0.0.1", 8080, List.of(), false);

        assertThat(guard.objectionTo(host, null))
                .hasValueSatisfying(why -> assertThat(why).contains(words).contains("use the address that"));
    }
}
