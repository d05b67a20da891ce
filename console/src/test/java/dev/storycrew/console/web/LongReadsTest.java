package dev.storycrew.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.console.login.ConsoleRole;
import dev.storycrew.console.login.ConsoleUser;
import dev.storycrew.console.login.LoginSessions;
import io.javalin.http.Context;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongReadsTest {
    private final List<String> headers = new ArrayList<>();

    private Asked asked() {
        Context context = (Context) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Context.class}, (self, method, given) -> {
                    headers.add(given[0] + ": " + given[1]);
                    return self;
                });
        LoginSessions sessions = new LoginSessions(InstantSource.system());
        String secret = sessions.begin(new ConsoleUser("mia", ConsoleRole.OPERATOR));
        return new Asked(context, sessions.find(secret).orElseThrow());
    }

    @Test
    void whoeverComesWhileAllPlacesAreTakenIsAskedToComeAgain() throws Exception {
        LongReads one = new LongReads(1);
        Endpoints.Answer quick = one.bounded(asked -> "quick");
        Endpoints.Answer outer = one.bounded(asked -> {
            assertThatThrownBy(() -> quick.to(asked))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.status()).isEqualTo(429));
            throw new IllegalStateException("it broke");
        });

        assertThatThrownBy(() -> outer.to(asked())).hasMessage("it broke");
        assertThat(headers).containsExactly("Retry-After: 5");
        assertThat(quick.to(asked())).isEqualTo("quick");
    }
}
