package io.bhiv.kit.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What a container's health check runs: checks whether the service in the same container is ready, and starts nothing of it.
 * An image needs no shell and no HTTP client for that. Its exit code is 0 where readiness answers 200, else 1.
 */
public final class HealthCheck {

    private static final String ARGUMENT = "--health";
    private static final String PORT = "QUARKUS_HTTP_PORT";
    private static final String USUAL_PORT = "8080";
    private static final int LIMIT = (int) Duration.ofSeconds(3).toMillis();
    private static final String REQUEST =
            "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final byte[] READY = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);

    private HealthCheck() {}

    /** From an image whose Java starts this class alone. */
    public static void main(String... arguments) {
        System.exit(exitCode(System.getenv()));
    }

    /** Whether a service was started for its health check, {@code --health}. */
    public static boolean isAskedFor(String... arguments) {
        return arguments.length == 1 && arguments[0].equals(ARGUMENT);
    }

    /** Asks the port that the environment gives the service. */
    public static int exitCode(Map<String, String> environment) {
        return isReady(Integer.parseInt(environment.getOrDefault(PORT, USUAL_PORT))) ? 0 : 1;
    }

    private static boolean isReady(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT);
            socket.setSoTimeout(LIMIT);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            return Arrays.equals(socket.getInputStream().readNBytes(READY.length), READY);
        } catch (IOException away) {
            return false;
        }
    }
}
