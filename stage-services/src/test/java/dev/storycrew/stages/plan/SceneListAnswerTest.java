package dev.storycrew.stages.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.stages.Schemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneListAnswerTest {
    @Test
    void theSchemaIsStrictAndThePromptShowsIt() {
        Schemas.assertStrict(SceneListAnswer.FORMAT);
        Schemas.assertPromptShows(SceneListAnswer.FORMAT, "plan.task");
        assertThat(SceneListAnswer.read(Schemas.example("plan.task").toString()).scenes())
                .hasSize(1);
    }

    @Test
    void numberAndPurposeAreEnough() {
        assertThat(SceneListAnswer.read("{\"scenes\":[{\"scene_number\":\"2\",\"purpose\":\"p\"},{\"scene_number\":1,"
                                + "\"purpose\":\"q\",\"setting\":\"\",\"target_words\":-5,\"mood\":\"odd\"}]}")
                        .scenes())
                .extracting(ScenePlan::number, ScenePlan::setting, ScenePlan::targetWords)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, null, 0),
                        org.assertj.core.groups.Tuple.tuple(2, null, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"scenes\":[]} | at least one scene",
                "{\"scenes\":null} | scenes is missing",
                "{\"scenes\":[{\"purpose\":\"p\"}]} | scenes[0].scene_number is missing",
                "{\"scenes\":[{\"scene_number\":1}]} | scenes[0].purpose is missing",
                "{\"scenes\":[{\"scene_number\":1,\"purpose\":\" \"}]} | scenes[0].purpose is missing",
                "{\"scenes\":[{\"scene_number\":0,\"purpose\":\"p\"}]} | numbered from 1",
                "{\"scenes\":[{\"scene_number\":1000000,\"purpose\":\"p\"}]} | numbered from 1",
                "{\"scenes\":[{\"scene_number\":1,\"purpose\":\"p\"},{\"scene_number\":1,\"purpose\":\"q\"}]} | twice",
                "{\"scenes\":[\"one\"]} | scenes[0] must be an object"
            })
    void whatIsMissingIsNotMadeUp(String answer, String problem) {
        assertThatThrownBy(() -> SceneListAnswer.read(answer))
                .isInstanceOf(BrokenAnswerException.class)
                .hasMessageContaining(problem);
    }
}
