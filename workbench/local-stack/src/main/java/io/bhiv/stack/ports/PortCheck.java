package io.bhiv.stack.ports;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the first port that is not available. */
public final class PortCheck {

    private PortCheck() {}

    /** Empty where all ports are free and distinct. */
    public static Optional<String> firstClash(List<WantedPort> wanted) {
        Map<Integer, WantedPort> seen = new HashMap<>();
        for (WantedPort want : wanted) {
            WantedPort other = seen.put(want.port(), want);
            if (other != null) {
                return Optional.of("Port %d is asked for twice, by %s and by %s; set %s or %s."
                        .formatted(want.port(), other.owner(), want.owner(), other.variable(), want.variable()));
            }
            if (!isFree(want.port())) {
                return Optional.of("Port %d for %s is taken%s; free it, or choose another with %s=PORT."
                        .formatted(
                                want.port(),
                                want.owner(),
                                PortOwner.of(want.port())
                                        .map(who -> " by " + who)
                                        .orElse(""),
                                want.variable()));
            }
        }
        return Optional.empty();
    }

    /** Tries to listen on all addresses; a connection that is still closing does not count as taken. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
