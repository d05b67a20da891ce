package dev.storycrew.bench.faults.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace of its own, tied to this one by a pair of virtual interfaces that can be pulled. Needs root and
 * iproute2.
 */
public final class Namespace implements AutoCloseable {
    private final String name;
    private final String link;
    private final String host;

    private Namespace(String name, String link, String host) {
        this.name = name;
        this.link = link;
        this.host = host;
    }

    /** Creates one; null if that is not possible. */
    public static @Nullable Namespace create() {
        if (!Shell.root()) {
            return null;
        }
        long pid = ProcessHandle.current().pid();
        String name = "storycrew-" + pid;
        String link = "scf" + pid;
        String peer = "scp" + pid;
        String net = "10.213." + (pid % 250);
        Namespace made = new Namespace(name, link, net + ".1");
        boolean ready = Shell.run("ip", "netns", "add", name)
                && Shell.run("ip", "link", "add", link, "type", "veth", "peer", "name", peer)
                && Shell.run("ip", "link", "set", peer, "netns", name)
                && Shell.run("ip", "addr", "add", net + ".1/30", "dev", link)
                && Shell.run("ip", "link", "set", link, "up")
                && Shell.run("ip", "-n", name, "addr", "add", net + ".2/30", "dev", peer)
                && Shell.run("ip", "-n", name, "link", "set", peer, "up")
                && Shell.run("ip", "-n", name, "link", "set", "lo", "up");
        if (!ready) {
            made.close();
            return null;
        }
        return made;
    }

    /** This side's address as seen from inside. */
    public String host() {
        return host;
    }

    /** The command prefix for running a command inside. */
    public List<String> wrapper() {
        return List.of("ip", "netns", "exec", name);
    }

    public boolean cut() {
        return Shell.run("ip", "link", "set", link, "down");
    }

    public boolean mend() {
        return Shell.run("ip", "link", "set", link, "up");
    }

    @Override
    public void close() {
        Shell.run("ip", "link", "del", link);
        Shell.run("ip", "netns", "del", name);
    }
}
