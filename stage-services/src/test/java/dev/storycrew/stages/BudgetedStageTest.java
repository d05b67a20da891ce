package dev.storycrew.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.stages.runtime.RunFacts;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetedStageTest {
    private static final long CAP = 1000;

    @ParameterizedTest
    @CsvSource({"WRITE, 999, true", "WRITE, 1000, false", "PLAN, 5000, false", "JUDGE, 1000, false", "BIBLE, 5000, true"
    })
    void atTheCapNothingIsAskedExceptForTheBible(Stage stage, long spent, boolean asked) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        StageLogic budgeted = StageLogics.withinBudget(counting(stage, calls), CAP);

        StageResult result = budgeted.run(envelope(spent));

        assertThat(calls.get()).isEqualTo(asked ? 1 : 0);
        assertThat(result.envelope().stopReason()).isEqualTo(asked ? null : "budget");
    }

    private static StageLogic counting(Stage stage, AtomicInteger calls) {
        return new StageLogic() {
            @Override
            public Stage stage() {
                return stage;
            }

            @Override
            public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
                return new TreeSet<>();
            }

            @Override
            public StageResult run(ChapterEnvelope envelope) {
                calls.incrementAndGet();
                return new StageResult(envelope, RunFacts.none());
            }
        };
    }

    private static ChapterEnvelope envelope(long spent) {
        BookFrame frame = new BookFrame("T", "g", "en", null, 100, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("b", 1), frame, "t", "s", List.of(), null);
        StoryBible bible = StoryBible.initial(List.of(), List.of(), null);
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 0)
                .afterStage(ChapterWork.nothing(), new StageCost(0, Stage.PLAN, new Usage(1, 1, 0, 1, 0, spent, true)));
    }
}
