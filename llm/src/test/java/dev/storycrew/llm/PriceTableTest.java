package dev.storycrew.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Price;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
    private final PriceTable table = PriceTable.load(Map.of("mine", Price.of(1, 2, 3)));

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, gpt-4o-mini",
        "https://api.anthropic.com/v1, claude-sonnet-4-5",
        "https://generativelanguage.googleapis.com/v1beta, gemini-2.5-pro",
        "https://api.deepseek.com, deepseek-chat",
        "http://127.0.0.1:11434/v1, mine"
    })
    void aModelAtItsProvidersOwnAddressHasAPrice(String url, String model) {
        assertThat(table.find(settings(url, model)))
                .hasValueSatisfying(
                        price -> assertThat(price.outputUsdPerMillion()).isPositive());
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, no-such-model",
        "http://127.0.0.1:11434/v1, gpt-4o-mini",
        "https://api.openai.com.evil.example/v1, llama3.1"
    })
    void whatIsNotKnownHasNoPrice(String url, String model) {
        assertThat(table.find(settings(url, model))).isEqualTo(Optional.empty());
    }

    @Test
    void cachedInputIsCheaperAndCacheWritesCostWhatTheProviderSays() {
        Price price = table.find(settings("https://api.anthropic.com/v1", "claude-sonnet-4-5-20250929"))
                .orElseThrow();
        assertThat(price.cachedInputUsdPerMillion()).isLessThan(price.inputUsdPerMillion());
        assertThat(price.cacheWriteUsdPerMillion()).isGreaterThan(price.inputUsdPerMillion());
    }

    @Test
    void theTableSaysWhereItComesFromAndOfWhichDayItIs() {
        assertThat(table.source()).contains("genai-prices").containsPattern("20\\d\\d-\\d\\d-\\d\\d");
    }

    private static ModelSettings settings(String url, String model) {
        return new ModelSettings(
                ProviderKind.OPENAI,
                url,
                null,
                Map.of(),
                null,
                model,
                Duration.ofSeconds(1),
                null,
                null,
                null,
                true,
                ProviderLimits.NONE);
    }
}
