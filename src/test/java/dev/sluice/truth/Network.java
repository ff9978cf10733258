package dev.sluice.truth;

import java.util.concurrent.atomic.AtomicInteger;

/** The network of the test cluster: one bridge, and for every pod a namespace of its own with one address. */
final class Network implements AutoCloseable {
    /** Where pods reach the node. */
    static final String NODE = "10.77.0.1";

    /** No two pods of this process have ever the same, whichever network they are in. */
    private static final AtomicInteger NEXT = new AtomicInteger();

    Network() {
        Daemon.run("ip", "link", "add", "pods", "type", "bridge");
        Daemon.run("ip", "addr", "add", NODE + "/16", "dev", "pods");
        Daemon.run("ip", "link", "set", "pods", "up");
    }

    /** A pod's place in the network. */
    record Place(String namespace, String address) {
        String[] inside(String... command) {
            String[] whole = new String[command.length + 4];
            System.arraycopy(new String[] {"ip", "netns", "exec", namespace}, 0, whole, 0, 4);
            System.arraycopy(command, 0, whole, 4, command.length);
            return whole;
        }
    }

    Place join() {
        int number = NEXT.incrementAndGet();
        Place place = new Place("pod" + number, "10.77." + (1 + number / 250) + "." + (1 + number % 250));
        String outside = "veth" + number;
        Daemon.run("ip", "netns", "add", place.namespace());
        Daemon.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", place.namespace());
        Daemon.run("ip", "link", "set", outside, "master", "pods", "up");
        Daemon.run("ip", "-n", place.namespace(), "addr", "add", place.address() + "/16", "dev", "eth0");
        Daemon.run("ip", "-n", place.namespace(), "link", "set", "eth0", "up");
        Daemon.run("ip", "-n", place.namespace(), "link", "set", "lo", "up");
        Daemon.run("ip", "-n", place.namespace(), "route", "add", "default", "via", NODE);
        return place;
    }

    void leave(Place place) {
        Daemon.run("ip", "netns", "delete", place.namespace());
    }

    @Override
    public void close() {
        Daemon.run("ip", "link", "delete", "pods");
    }
}
