package dev.storycrew.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static final ConsoleUser MIA = new ConsoleUser("mia", ConsoleRole.OPERATOR);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Test
    void aLinkIsGoodOnceAndForTenMinutes() {
        LoginLinks links = new LoginLinks(now::get, MIA);
        String first = links.another().orElseThrow();

        assertThat(links.another()).isEmpty();
        assertThat(links.use(first + "x")).isEmpty();
        assertThat(links.use(first)).contains(MIA);
        assertThat(links.use(first)).isEmpty();

        String second = links.another().orElseThrow();
        pass(LoginLinks.AGE);
        assertThat(links.use(second)).isEmpty();
        assertThat(links.another()).isPresent();
    }

    @Test
    void aSessionEndsByLogoutAndByAge() {
        LoginSessions sessions = new LoginSessions(now::get);
        String mias = sessions.begin(MIA);
        String other = sessions.begin(MIA);

        assertThat(sessions.find(mias).map(LoginSession::person)).contains(MIA);
        assertThat(sessions.find(mias + "x")).isEmpty();
        sessions.end(mias);
        assertThat(sessions.find(mias)).isEmpty();

        LoginSession kept = sessions.find(other).orElseThrow();
        pass(LoginSessions.AGE);
        assertThat(sessions.find(other)).isEmpty();
        assertThat(sessions.isOpen(kept)).isFalse();
    }

    @Test
    void oneSessionTooManyEndsTheOldest() {
        LoginSessions sessions = new LoginSessions(now::get);
        String first = sessions.begin(MIA);
        String second = sessions.begin(MIA);
        for (int more = 2; more <= LoginSessions.MOST; more++) {
            sessions.begin(MIA);
        }

        assertThat(sessions.find(first)).isEmpty();
        assertThat(sessions.find(second)).isPresent();
    }

    @Test
    void eachSessionHasATokenOfItsOwn() {
        LoginSessions sessions = new LoginSessions(now::get);
        LoginSession mias = sessions.find(sessions.begin(MIA)).orElseThrow();
        LoginSession other = sessions.find(sessions.begin(MIA)).orElseThrow();

        assertThat(mias.owns(mias.csrf())).isTrue();
        assertThat(mias.owns(other.csrf())).isFalse();
        assertThat(mias.owns(null)).isFalse();
    }
}
