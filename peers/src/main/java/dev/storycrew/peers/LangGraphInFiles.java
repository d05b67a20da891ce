package dev.storycrew.peers;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.bench.peers.FilesOnDisk;
import dev.storycrew.bench.peers.Guarantees;
import dev.storycrew.bench.peers.PeerKind;
import java.io.IOException;
import java.nio.file.Path;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.FileSystemSaver;
import org.bsc.langgraph4j.state.AgentState;

/** LangGraph4j with its saver for files. */
public final class LangGraphInFiles implements PeerKind {
    @Override
    public String name() {
        return "LangGraph4j, FileSystemSaver";
    }

    /** By the source of the saver: it writes a chapter's whole file anew after each node, in place and without fsync. */
    @Override
    public Guarantees guarantees() {
        return new Guarantees(
                "nothing that was written, but a chapter's whole file if it was being written, because it is written anew in place"
                        + " after each node, without fsync; nobody goes on with it unless your program does",
                "those that were being made, and all of a chapter whose file is torn",
                "no, a graph runs in one process",
                "the state after each node, as serialized Java objects; not who decided what by which rule");
    }

    @Override
    public ChapterGraph open(Path folder, ChapterSteps steps) throws GraphStateException {
        StateGraph<AgentState> graph = ChapterGraph.graph(steps);
        return new ChapterGraph(steps, graph, new FileSystemSaver(folder, graph.getStateSerializer())) {
            @Override
            public long bytesOnDisk() throws IOException {
                return FilesOnDisk.bytes(folder, ".bin");
            }
        };
    }
}
