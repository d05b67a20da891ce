package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The console's pages against an invented API that is typed as the contract is: types, units, and every page in a real browser. */
@Tag("long")
@Timeout(1800)
class ConsolePagesTest {
    private static final long MINUTES = 25;

    private static NpmProject project;

    @BeforeAll
    static void install() throws Exception {
        project = NpmProject.installed("../console/src/test/pages");
    }

    @Test
    void thePagesKeepToTheContractsTypes() throws Exception {
        NpmProject.Ran ran = project.node(MINUTES, "node_modules/typescript/bin/tsc", "-p", "tsconfig.json");

        assertThat(ran.exit()).as(ran.output()).isZero();
    }

    @Test
    void proseIsComparedByParagraphsTheStreamResumesAndTheMessagesAreWhole() throws Exception {
        NpmProject.Ran ran = project.node(
                MINUTES,
                "--test",
                "unit/chapter-page.test.js",
                "unit/diff.test.js",
                "unit/live.test.js",
                "unit/messages.test.js",
                "unit/parts.test.js");

        assertThat(ran.exit()).as(ran.output()).isZero();
    }

    @Test
    void everyPageHoldsInARealBrowser() throws Exception {
        NpmProject.Ran ran = NpmProject.withBrowser("../console/src/test/pages").node(MINUTES, "browser/main.js");

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains(" passed, 0 failed");
    }
}
