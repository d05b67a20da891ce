package dev.storycrew.peers;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.bench.peers.Guarantees;
import dev.storycrew.bench.peers.MadeChapter;
import dev.storycrew.bench.peers.Peer;
import dev.storycrew.bench.peers.PeerKind;
import dev.storycrew.core.event.ChapterRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Temporal with the server that it has for tests, in this process and in memory. */
public final class TemporalTestServer implements PeerKind {
    @Override
    public String name() {
        return "Temporal, its test server";
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees(
                "everything, because the test server keeps histories in memory and nothing on disk; it is not the real server, which"
                        + " keeps each step in a database and was not measured",
                "all (with the real server, those that were being made)",
                "not here (with the real server yes, by a task queue for each stage)",
                "each call with what it was given and what it answered, while the process lives (the real server keeps it for a"
                        + " retention period)");
    }

    @Override
    public Peer open(Path folder, ChapterSteps steps) {
        TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
        Worker worker = environment.newWorker(Running.QUEUE);
        worker.registerWorkflowImplementationFactory(ChapterWorkflow.class, () -> new StagesInOrder(steps));
        worker.registerActivitiesImplementations(new StageActivity(steps));
        environment.start();
        return new Running(environment, steps);
    }

    private record Running(TestWorkflowEnvironment environment, ChapterSteps steps) implements Peer {
        private static final String QUEUE = "chapters";

        @Override
        public List<MadeChapter> carry(List<ChapterRequest> requests) {
            List<WorkflowStub> started = new ArrayList<>();
            for (ChapterRequest request : requests) {
                WorkflowStub workflow = environment
                        .getWorkflowClient()
                        .newUntypedWorkflowStub(
                                ChapterWorkflow.class.getSimpleName(),
                                WorkflowOptions.newBuilder()
                                        .setTaskQueue(QUEUE)
                                        .setWorkflowId(request.brief().id().toString())
                                        .build());
                workflow.start((Object) steps.begin(request));
                started.add(workflow);
            }
            return started.stream()
                    .map(workflow -> steps.made(workflow.getResult(byte[].class)))
                    .toList();
        }

        @Override
        public long bytesOnDisk() {
            return 0;
        }

        @Override
        public void close() {
            environment.close();
        }
    }
}
