package dev.storycrew.peers;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.bench.peers.Guarantees;
import dev.storycrew.bench.peers.Peer;
import dev.storycrew.bench.peers.PeerKind;
import java.nio.file.Path;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.checkpoint.MemorySaver;

/** LangGraph4j with its saver for memory. */
public final class LangGraphInMemory implements PeerKind {
    @Override
    public String name() {
        return "LangGraph4j, MemorySaver";
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees(
                "everything",
                "all",
                "no, a graph runs in one process",
                "the state after each node, while the process lives");
    }

    @Override
    public Peer open(Path folder, ChapterSteps steps) throws GraphStateException {
        return new ChapterGraph(steps, ChapterGraph.graph(steps), new MemorySaver()) {
            @Override
            public long bytesOnDisk() {
                return 0;
            }
        };
    }
}
