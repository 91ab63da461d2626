package io.bhiv.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds a TCP port that nobody listens on just now; it is not reserved, so use it at once. */
public final class FreePort {

    private FreePort() {}

    /** A free port on the loopback interface. */
    public static int any() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free TCP port", e);
        }
    }

    /** {@code wanted}, or any free port where it is 0. */
    static int orAny(int wanted) {
        return wanted == 0 ? any() : wanted;
    }
}
