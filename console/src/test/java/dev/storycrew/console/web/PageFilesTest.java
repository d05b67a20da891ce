package dev.storycrew.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
    private final PageFiles pages = new PageFiles();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/books/the-lighthouse",
                "/books/x/chapters/3",
                "/attention",
                "/login",
                "/storycrew.css",
                "/icon.svg",
                "/fonts/inter-latin-wght-normal.woff2"
            })
    void pagesAreThere(String path) {
        assertThat(pages.find(path)).isPresent();
    }

    /** Anybody may ask, and a regular expression that keeps a frame for each part would end in a stack overflow. */
    @Test
    void aPathOfThousandsOfPartsIsNotThere() {
        assertThat(pages.find("/" + "a/".repeat(7000) + "x.js")).isEmpty();
        assertThat(pages.find("/" + "a".repeat(14_000) + ".js")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../ConsoleServer.class",
                "/fonts/../../web/ConsoleServer.class",
                "//etc/passwd",
                "/..",
                "/.",
                "",
                "/fonts",
                "/fonts/",
                "/api.d.ts",
                "/.storycrew.css",
                "/storycrew.css/",
                "/storycrew.css\u0000.html",
                "/STORYCREW.CSS/..",
                "/..\\storycrew.css",
                "/nothing.html"
            })
    void nothingElseIs(String path) {
        assertThat(pages.find(path)).isEmpty();
    }
}
