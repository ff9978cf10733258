package dev.sluice.web.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a browser and a server, and can be cut as if the server went away. */
public final class Relay implements AutoCloseable {
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket door;

    /** To a port of this machine. */
    public Relay(int server) {
        this.server = server;
        this.door = listen(0);
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** Ends all connections and takes no new ones. */
    public void cut() {
        close();
    }

    /** Takes connections again, where it did before. */
    public void join() {
        door = listen(door.getLocalPort());
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Thread.ofVirtual().start(() -> accept(listening));
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                Socket browser = listening.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(browser);
                open.add(behind);
                Thread.ofVirtual().start(() -> pass(browser, behind));
                Thread.ofVirtual().start(() -> pass(behind, browser));
            }
        } catch (IOException e) {
            // It was closed.
            return;
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One of them is gone, and so is the other now.
            return;
        }
    }
}
