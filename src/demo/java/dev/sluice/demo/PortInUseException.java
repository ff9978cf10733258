package dev.sluice.demo;

import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A port that someone else listens on. */
public final class PortInUseException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Names the cure.
     *
     * @param port the port
     * @param option the command-line option that changes it
     */
    public PortInUseException(int port, String option) {
        super("port " + port + " is in use; choose another with " + option);
    }

    /**
     * Makes sure that a port of 127.0.0.1 is free.
     *
     * @param port 0 for any
     * @throws PortInUseException when it is taken
     */
    public static void check(int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers do: what a closed connection leaves behind is no listener.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            throw new PortInUseException(port, option);
        }
    }
}
