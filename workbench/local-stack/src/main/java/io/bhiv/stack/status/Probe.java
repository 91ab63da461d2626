package io.bhiv.stack.status;

import io.bhiv.stage.process.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Asks whether something answers, right now. */
public final class Probe {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** {@code ready}, {@code not ready} (it answers that it is not) or {@code down}. Blocks for at most 3 s. */
    public String service(String baseUrl) {
        return switch (Readiness.of(baseUrl)) {
            case READY -> "ready";
            case NOT_READY -> "not ready";
            case DOWN -> "down";
        };
    }

    /** {@code ready} where something listens, else {@code down}. */
    public String port(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
            return "ready";
        } catch (IOException e) {
            return "down";
        }
    }
}
