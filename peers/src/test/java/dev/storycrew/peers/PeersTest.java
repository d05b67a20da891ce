package dev.storycrew.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.bench.peers.MadeChapter;
import dev.storycrew.bench.peers.NotAcceptedException;
import dev.storycrew.bench.peers.Peer;
import dev.storycrew.bench.peers.PeerBench;
import dev.storycrew.bench.peers.PeerBench.Case;
import dev.storycrew.bench.peers.PeerKind;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import java.io.EOFException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("long")
class PeersTest {
    @TempDir
    private static Path shared;

    private static ChapterSteps steps;
    private static List<Case> cases;

    @TempDir
    private Path folder;

    @BeforeAll
    static void chooseChapters() throws Exception {
        steps = new ChapterSteps(PeerBench.settings(shared));
        cases = PeerBench.cases(steps, 3);
    }

    static Stream<PeerKind> kinds() {
        return ServiceLoader.load(PeerKind.class).stream().map(ServiceLoader.Provider::get);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everybodyMakesTheSameCallsAndTheSameText(PeerKind kind) throws Exception {
        List<ChapterRequest> requests = cases.stream().map(Case::request).toList();

        List<MadeChapter> made;
        try (Peer peer = kind.open(folder, steps)) {
            made = peer.carry(requests);
        }

        assertThat(made).isEqualTo(cases.stream().map(Case::expected).toList());
        assertThat(made)
                .allSatisfy(chapter -> assertThat(chapter.path())
                        .containsExactly("plan", "write", "edit", "judge", "edit", "judge", "bible"));
    }

    /** The claim that only the call in hand is made again. */
    @Test
    void aChapterInAFileGoesOnAfterItsLastFinishedCall() throws Exception {
        Case one = cases.get(0);
        DyingSteps dying = new DyingSteps(shared);
        try (ChapterGraph graph = new LangGraphInFiles().open(folder, dying)) {
            assertThatThrownBy(() -> graph.make(one.request())).hasStackTraceContaining("killed in the judge's call");
        }
        dying.dies = false;

        try (ChapterGraph again = new LangGraphInFiles().open(folder, dying)) {
            assertThat(again.resume(one.request())).isEqualTo(one.expected());
        }

        assertThat(dying.calls).containsExactly("plan", "write", "edit", "judge", "judge", "edit", "judge", "bible");
    }

    /** The claim that a kill while the file is written costs the whole chapter. */
    @Test
    void aTornFileCannotBeResumed() throws Exception {
        Case one = cases.get(0);
        try (ChapterGraph graph = new LangGraphInFiles().open(folder, steps)) {
            graph.make(one.request());
        }
        try (Stream<Path> found = Files.list(folder);
                FileChannel file = FileChannel.open(found.findFirst().orElseThrow(), StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }

        try (ChapterGraph again = new LangGraphInFiles().open(folder, steps)) {
            assertThatThrownBy(() -> again.resume(one.request())).hasRootCauseInstanceOf(EOFException.class);
        }
    }

    private static final class DyingSteps extends ChapterSteps {
        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        private boolean dies = true;

        DyingSteps(Path folder) throws Exception {
            super(PeerBench.settings(folder));
        }

        @Override
        public byte[] call(Stage stage, byte[] chapter)
                throws NotAcceptedException, StageFailure, ChapterStoppedException, InterruptedException {
            calls.add(stage.label());
            if (dies && stage.judges()) {
                throw new IllegalStateException("killed in the judge's call");
            }
            return super.call(stage, chapter);
        }
    }
}
