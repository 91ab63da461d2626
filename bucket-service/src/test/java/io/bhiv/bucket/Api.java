package io.bhiv.bucket;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The service's API as many programs at once would call it. */
public final class Api {

    public static final String BUCKET = "/api/v1/bucket/prana";

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Api() {}

    /** Status and body of an answer; status 0 where there was none. */
    public record Reply(int status, JsonNode body) {

        public boolean isOk() {
            return status == 200;
        }
    }

    public static String base() {
        return "http://localhost:" + RestAssured.port;
    }

    public static Reply post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(base() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public static Reply get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base() + path)));
    }

    private static Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = CLIENT.send(
                    request.timeout(Duration.ofSeconds(40)).build(), HttpResponse.BodyHandlers.ofByteArray());
            byte[] body = response.body();
            return new Reply(
                    response.statusCode(),
                    body.length == 0
                            ? PacketJson.object()
                            : PacketJson.readOwn(new String(body, StandardCharsets.UTF_8)));
        } catch (IOException noAnswer) {
            return new Reply(0, PacketJson.object());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stores {@code count} packets {@code prefix-0 …}; fails the test where one is not. */
    public static void ingest(String prefix, int count) {
        for (int from = 0; from < count; from += 1000) {
            Reply reply = post(BUCKET + "/ingest/batch", Packets.batch(prefix, from, Math.min(1000, count - from)));
            if (!reply.isOk()) {
                throw new AssertionError("ingest answered " + reply);
            }
        }
    }

    public static Reply lease(int limit, double leaseSeconds, double waitSeconds) {
        return post(
                "/api/v1/leases",
                "{\"limit\":%d,\"lease_seconds\":%s,\"wait_seconds\":%s}".formatted(limit, leaseSeconds, waitSeconds));
    }

    public static List<String> packetIds(Reply lease) {
        List<String> ids = new ArrayList<>();
        lease.body()
                .path("packets")
                .forEach(packet -> ids.add(packet.path("packet_id").textValue()));
        return ids;
    }

    /** Reports on every packet of a lease; {@code success} for all. */
    public static Reply settle(Reply lease, boolean success) {
        String leaseId = lease.body().path("lease_id").textValue();
        StringBuilder body = new StringBuilder("[");
        for (String id : packetIds(lease)) {
            body.append(body.length() == 1 ? "" : ",")
                    .append("{\"packet_id\":\"%s\",\"lease_id\":\"%s\",\"success\":%s}"
                            .formatted(id, leaseId, success));
        }
        return post("/api/v1/acks", body.append(']').toString());
    }
}
