package dev.sluice.truth;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wire between a gateway and istiod that can stop carrying anything, so that the gateway stays on what it knows. */
final class FaultRelay implements AutoCloseable {
    private final ServerSocket server;
    private final int port;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition carries = lock.newCondition();
    private boolean stuck;

    /** From the node's address to a port of the node itself. */
    FaultRelay(int port) {
        this.port = port;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getByName(Network.NODE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on nothing comes through; what is sent waits. */
    void stick() {
        set(true);
    }

    /** From now on all comes through, and what has waited first. */
    void unstick() {
        set(false);
    }

    @Override
    public void close() {
        unstick();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void set(boolean value) {
        lock.lock();
        try {
            stuck = value;
            carries.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket here) throws IOException {
        try {
            Socket there = new Socket(InetAddress.getLoopbackAddress(), port);
            Thread.ofVirtual().start(() -> carry(here, there));
            Thread.ofVirtual().start(() -> carry(there, here));
        } catch (IOException e) {
            // istiod is down: the gateway hears that, and tries again.
            here.close();
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                untilItCarries();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One end has hung up; the other is told by closing it.
        }
    }

    private void untilItCarries() {
        lock.lock();
        try {
            while (stuck) {
                carries.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
