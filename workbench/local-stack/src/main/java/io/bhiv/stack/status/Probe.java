package io.bhiv.stack.status;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks whether something answers, right now. */
public final class Probe {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** {@code ready}, {@code not ready} (it answers, but says it is not) or {@code down}. Blocks for at most 3 s. */
    public String service(String baseUrl) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/q/health/ready"))
                .timeout(LIMIT)
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            return status == 200 ? "ready" : "not ready";
        } catch (IOException e) {
            return "down";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "down";
        }
    }

    /** {@code ready} where somebody listens, else {@code down}. */
    public String port(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
            return "ready";
        } catch (IOException e) {
            return "down";
        }
    }
}
