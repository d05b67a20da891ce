package dev.storycrew.peers;

import static org.bsc.langgraph4j.GraphDefinition.END;
import static org.bsc.langgraph4j.GraphDefinition.START;
import static org.bsc.langgraph4j.action.AsyncEdgeAction.edge_async;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.storycrew.bench.peers.ChapterSteps;
import dev.storycrew.bench.peers.MadeChapter;
import dev.storycrew.bench.peers.ThreadedPeer;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Stage;
import java.util.Map;
import java.util.TreeMap;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.state.AgentState;

/** The pipeline as a graph of LangGraph4j: a node for each stage, and a conditional edge behind the judge. */
abstract class ChapterGraph extends ThreadedPeer {
    private static final String CHAPTER = "chapter";

    private final ChapterSteps steps;
    private final CompiledGraph<AgentState> graph;

    ChapterGraph(ChapterSteps steps, StateGraph<AgentState> graph, BaseCheckpointSaver saver)
            throws GraphStateException {
        this.steps = steps;
        this.graph =
                graph.compile(CompileConfig.builder().checkpointSaver(saver).build());
    }

    static StateGraph<AgentState> graph(ChapterSteps steps) throws GraphStateException {
        StateGraph<AgentState> graph = new StateGraph<>(AgentState::new);
        Map<String, String> ways = new TreeMap<>();
        for (Stage stage : Stage.values()) {
            graph.addNode(stage.label(), node_async(state -> Map.of(CHAPTER, steps.call(stage, chapter(state)))));
            ways.put(stage.label(), stage.label());
        }
        graph.addEdge(START, Stage.first().label());
        String before = "";
        for (Stage stage : Stage.values()) {
            if (!before.isEmpty()) {
                graph.addEdge(before, stage.label());
            }
            before = stage.label();
            if (stage.judges()) {
                graph.addConditionalEdges(
                        stage.label(),
                        edge_async(state ->
                                steps.next(chapter(state)).map(Stage::label).orElse(END)),
                        ways);
                before = "";
            }
        }
        graph.addEdge(before, END);
        return graph;
    }

    @Override
    protected MadeChapter make(ChapterRequest request) {
        return run(GraphInput.args(Map.of(CHAPTER, steps.begin(request))), request);
    }

    /** Goes on with a chapter where its last checkpoint is. */
    MadeChapter resume(ChapterRequest request) {
        return run(GraphInput.resume(), request);
    }

    private MadeChapter run(GraphInput input, ChapterRequest request) {
        RunnableConfig thread =
                RunnableConfig.builder().threadId(request.requestId()).build();
        return steps.made(chapter(graph.invoke(input, thread).orElseThrow()));
    }

    private static byte[] chapter(AgentState state) {
        return state.<byte[]>value(CHAPTER).orElseThrow();
    }
}
