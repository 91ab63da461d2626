package io.bhiv.stage.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds TCP ports that are free just now, each process never the same one twice.
 *
 * <p>A port found here is used later, is given to other processes, and is listened on again after an outage. So it must
 * stay free while nothing listens: all of them lie below the ports from which Linux serves outgoing connections and
 * listeners without a port of their own ({@code ip_local_port_range}, 32768 and up). One of those would be taken away
 * now and then, or a client of a stopped server would end up connected to itself.
 */
public final class FreePort {

    /** Ports that are given to other processes. */
    private static final FreePort SHARED = new FreePort(20_000, 26_400);

    /** Ports that only their owner knows, apart from the others, which may be chosen and not used yet. */
    private static final FreePort OWN = new FreePort(26_400, 32_768);

    private final int first;
    private final int count;
    private final AtomicInteger next;

    private FreePort(int first, int end) {
        this.first = first;
        this.count = end - first;
        this.next = new AtomicInteger(ThreadLocalRandom.current().nextInt(count));
    }

    /** A port to give to others, for example in a setting of a process that starts later. */
    public static int any() {
        return SHARED.find();
    }

    /** {@code wanted}, or any free port where it is 0. */
    static int orAny(int wanted) {
        return wanted == 0 ? any() : wanted;
    }

    /** A port for a listener that none but its owner connects to. */
    static int forItself() {
        return OWN.find();
    }

    private int find() {
        for (int tried = 0; tried < count; tried++) {
            int port = first + Math.floorMod(next.getAndIncrement(), count);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port from " + first + " to " + (first + count - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
