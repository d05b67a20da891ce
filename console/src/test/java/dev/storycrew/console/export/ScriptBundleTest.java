package dev.storycrew.console.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptBundleTest {
    private static String bundle(Map<String, String> modules) {
        return ScriptBundle.of(path -> Objects.requireNonNull(modules.get(path), path), "main.js", "start");
    }

    @Test
    void eachModuleStandsOnceBeforeThoseThatImportItAndReturnsWhatItExports() {
        String script = bundle(Map.of(
                "main.js",
                "import { one } from './views/one.js';\nimport { two as other } from './two.js';\nexport function start() {}\n",
                "views/one.js",
                "import {\n  two,\n} from '../two.js';\nconst own = 1;\nexport const one = own;\n",
                "two.js",
                "export class Two {}\nexport async function two() {}\n"));

        assertThat(script).isEqualTo("""
                        'use strict';
                        const modules = {};
                        modules['two.js'] = (() => {
                        class Two {}
                        async function two() {}

                        return { Two, two };
                        })();
                        modules['views/one.js'] = (() => {
                        const { two } = modules['two.js'];
                        const own = 1;
                        const one = own;

                        return { one };
                        })();
                        modules['main.js'] = (() => {
                        const { one } = modules['views/one.js'];
                        const { two: other } = modules['two.js'];
                        function start() {}

                        return { start };
                        })();
                        modules['main.js'].start();
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import main from './two.js';",
                "import './two.js';",
                "import { two } from 'elsewhere';",
                "export default function start() {}",
                "export let count = 0;",
                "export { start };",
                "const two = await import('./two.js');",
                "const here = import.meta.url;",
                "const end = '</SCRIPT>';",
                "const begin = '<!--';"
            })
    void whatItDoesNotUnderstandIsRefusedByName(String line) {
        assertThatThrownBy(() -> bundle(Map.of("main.js", line + "\n", "two.js", "export const two = 2;\n")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("module main.js cannot be bundled: ");
    }

    @Test
    void modulesThatImportEachOtherAreRefused() {
        assertThatThrownBy(() -> bundle(Map.of(
                        "main.js", "import { two } from './two.js';\nexport const start = two;\n",
                        "two.js", "import { start } from './main.js';\nexport const two = start;\n")))
                .hasMessage("modules import each other: main.js, two.js");
    }
}
