package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.storycrew.core.cost.Price;
import dev.storycrew.fakeprovider.FakeCall;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} on a provider with a prefix cache, whose writer has a window that is too small at first. */
@Tag("long")
class BillAndWindowTest {
    private static final Price PRICE = new Price(3, 0.3, 3.75, 15);

    @TempDir
    Path folder;

    @Test
    void aChapterThatDiedOfASmallWindowGoesOnAndItsBillIsThatOfTheProvider() throws Exception {
        Files.writeString(folder.resolve("book.yaml"), """
                id: salt
                title: Salt
                genre: mystery
                words-per-chapter: 600
                bible: {characters: [{name: Ida Marsh}, {name: Ole Brandt}], facts: [The bridge was closed in March.]}
                chapters: [{number: 1, title: Salt, summary: Ida finds the log book and does not tell Ole.}]
                """);
        RehearsalModel brain = new RehearsalModel(RehearsalSettings.of(1, Map.of("pacing", 1.0), Duration.ZERO));
        Set<String> broken = new HashSet<>();
        try (FakeProviders providers = FakeProviders.start(
                request -> brain.chat(SystemMessage.from(request.system()), UserMessage.from(request.user()))
                        .aiMessage()
                        .text(),
                request -> fault(request, broken))) {
            assertThat(run(providers, "small")).isEqualTo(1);
            assertThat(report().at("/chapters/0/outcome").asText()).isEqualTo("DEAD_LETTERED");
            assertThat(report().at("/chapters/0/reason").asText()).isEqualTo("INPUT_CUT");

            assertThat(run(providers, "large")).isZero();

            JsonNode chapter = report().at("/chapters/0");
            assertThat(chapter.path("outcome").asText()).isEqualTo("ACCEPTED");
            assertThat(chapter.path("attempts").asInt())
                    .as("no attempt was used up")
                    .isEqualTo(chapter.path("retries").size() + 1);
            assertThat(chapter.path("retries").size()).isPositive();
            JsonNode totals = report().path("totals");
            assertThat(totals.path("cost_usd").asDouble())
                    .isCloseTo(
                            usd(providers.ledger().stream()
                                    .mapToLong(BillAndWindowTest::paid)
                                    .sum()),
                            within(1e-9));
            assertThat(totals.path("full_retry_cost_usd").asDouble())
                    .as("what no retry ran is estimated by another tokenizer")
                    .isCloseTo(
                            usd(chapter.path("retries").size()
                                    * warm(providers.ledger().stream()
                                            .filter(BillAndWindowTest::isOfTheFirstPass)
                                            .toList())),
                            withinPercentage(1));
        }
    }

    /** The small model reads a third; the first answer of the judge is broken, so that it is asked for again. */
    private static @Nullable Fault fault(FakeRequest request, Set<String> broken) {
        if (request.model().equals("small")) {
            return Fault.INPUT_CUT;
        }
        return request.system().startsWith("You are the judge") && broken.add("judge") ? Fault.BROKEN : null;
    }

    private static boolean isOfTheFirstPass(FakeCall call) {
        return call.request().user().contains("ATTEMPT 0")
                && call.fault() != Fault.INPUT_CUT
                && !call.request().system().startsWith("You are the bible");
    }

    /** What each request would have cost, once, with its last answer, had the cache held its system message. */
    private static long warm(List<FakeCall> calls) {
        long cost = 0;
        for (FakeCall first : calls) {
            List<FakeCall> same = calls.stream()
                    .filter(call -> call.request().user().equals(first.request().user()))
                    .toList();
            if (same.get(0) == first) {
                long system = first.request().system().length() / 4;
                long output = same.get(same.size() - 1).outputTokens();
                cost += PRICE.cost(first.inputTokens(), system, 0, output).nanoUsd();
            }
        }
        return cost;
    }

    private static long paid(FakeCall call) {
        return PRICE.cost(call.inputTokens(), call.cachedTokens(), call.cacheWriteTokens(), call.outputTokens())
                .nanoUsd();
    }

    private static double usd(long nano) {
        return nano / 1e9;
    }

    private JsonNode report() throws Exception {
        return new ObjectMapper()
                .readTree(folder.resolve("out/salt/report.json").toFile());
    }

    private int run(FakeProviders providers, String writer) throws Exception {
        Path config =
                Files.writeString(folder.resolve("config.yaml"), """
                llm:
                  default: {provider: openai, base-url: "%s", api-key: key, model: large}
                  stages: {write: {model: %s}}
                  prices:
                    large: {input: 3, cached: 0.3, cache-write: 3.75, output: 15}
                    small: {input: 3, cached: 0.3, cache-write: 3.75, output: 15}
                """.formatted(providers.url(Protocol.OPENAI), writer));
        return StoryCrew.commandLine()
                .execute(
                        "run",
                        folder.resolve("book.yaml").toString(),
                        "--config",
                        config.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--data",
                        folder.resolve("data").toString());
    }
}
