package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traces are off until an operator names a collector. */
@Tag("faults")
class TracedBucketIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void theCallersTraceReachesTheCollectorAndTheProblem() throws Exception {
        List<Export> exports = new CopyOnWriteArrayList<>();
        HttpServer collector = collector(exports);
        try (FaultStage stage = FaultStage.open()) {
            ServiceProcess bucket = stage.started(
                    Place.BUCKET,
                    Map.of(
                            "OTEL_SDK_DISABLED",
                            "false",
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://localhost:" + collector.getAddress().getPort()));

            // The last two digits say that the caller keeps this trace, so that no sampling leaves it out.
            HttpResponse<String> problem = get(bucket, "00-" + TRACE + "-00f067aa0ba902b7-01");

            assertThat(problem.statusCode()).isEqualTo(404);
            assertThat(problem.body()).contains("\"instance\":\"" + TRACE + "\"");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(exports).anySatisfy(export -> {
                        assertThat(export.path()).isEqualTo("/v1/traces");
                        assertThat(export.body())
                                .contains(new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1));
                    }));
            assertThat(exports)
                    .as("what a query holds, as a ticket or a code")
                    .noneMatch(export -> export.body().contains("secret-of-a-query"));
        } finally {
            collector.stop(0);
        }
    }

    private record Export(String path, String body) {}

    private static HttpServer collector(List<Export> exports) throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        collector.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            exports.add(new Export(exchange.getRequestURI().getPath(), body));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        return collector;
    }

    private static HttpResponse<String> get(ServiceProcess bucket, String traceparent)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(bucket.uri("/api/v1/packets/unknown?code=secret-of-a-query"))
                            .timeout(Duration.ofSeconds(20))
                            .header("traceparent", traceparent)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
