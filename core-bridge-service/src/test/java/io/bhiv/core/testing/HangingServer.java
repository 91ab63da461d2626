package io.bhiv.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Accepts connections and never answers. */
public final class HangingServer {

    private static final ServerSocket SOCKET = open();

    private HangingServer() {}

    public static int port() {
        return SOCKET.getLocalPort();
    }

    /** Nothing accepts: the system completes the handshake, and the backlog is large enough for a test. */
    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
