package dev.storycrew.bench.faults.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a child process that runs a {@code storycrew} command is started.
 *
 * @param name of the member, such as {@code write-1}
 * @param arguments the command and its options
 * @param heapMegabytes maximum heap
 * @param properties system properties
 * @param environment added to this process's own
 * @param ahead class path entries before the program itself; usually none
 * @param wrapper a command in front of java, such as one that enters a network namespace; may be empty
 */
public record ChildJvm(
        String name,
        List<String> arguments,
        int heapMegabytes,
        Map<String, String> properties,
        Map<String, String> environment,
        List<Path> ahead,
        List<String> wrapper) {
    public ChildJvm {
        arguments = List.copyOf(arguments);
        properties = Map.copyOf(properties);
        environment = Map.copyOf(environment);
        ahead = List.copyOf(ahead);
        wrapper = List.copyOf(wrapper);
    }

    public List<String> command() {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + heapMegabytes + "m",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dsun.net.httpserver.nodelay=true"));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-cp");
        List<String> classPath = new ArrayList<>();
        ahead.forEach(folder -> classPath.add(folder.toString()));
        classPath.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(String.join(File.pathSeparator, classPath));
        command.add(CampaignProcess.class.getName());
        command.addAll(arguments);
        return command;
    }

    /** The same with other environment variables in addition. */
    public ChildJvm withEnvironment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new ChildJvm(name, arguments, heapMegabytes, properties, all, ahead, wrapper);
    }
}
