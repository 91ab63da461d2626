package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The past of people who have just been connected, as the bridge reads it: in pieces, within the providers' quotas. */
record History(Target target) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /**
     * How far it came.
     *
     * @param events of the past that were published meanwhile
     * @param whole whether all of it was read
     * @param left connections and types whose past is not read yet, as far as they are planned
     */
    record Read(int events, boolean whole, long left) {}

    /** Follows it to its end, at most for {@code limit}. */
    Read follow(TopicFollower follower, Duration limit) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long came = begun;
        long looked = begun;
        long left = left();
        int events = 0;
        // Right after a connection was made nothing is planned yet.
        boolean seen = left > 0;
        while (System.nanoTime() - begun < limit.toNanos()
                && (left > 0 || !seen || System.nanoTime() - came < QUIET.toNanos())) {
            int more = ofThePast(follower);
            if (more > 0) {
                events += more;
                came = System.nanoTime();
                seen = true;
            }
            if (System.nanoTime() - looked > LOOK.toNanos()) {
                left = left();
                seen |= left > 0;
                looked = System.nanoTime();
            }
        }
        return new Read(events, seen && left == 0, left);
    }

    private static int ofThePast(TopicFollower follower) {
        int events = 0;
        for (var came : follower.poll(Duration.ofMillis(50))) {
            if (isPast(Seen.of(came, System.nanoTime()).value())) {
                events++;
            }
        }
        return events;
    }

    /** Whether an event was read for the past of a connection. */
    static boolean isPast(JsonNode event) {
        return event.at("/provenance/channel").asText().equals("BACKFILL");
    }

    /** Connections and types whose past is not read yet. */
    long left() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(target.url() + "/api/v1/biometric/fetch"))
                .timeout(ANSWER_LIMIT)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            long left = 0;
            for (JsonNode polled : JSON.readTree(
                            http.send(request, BodyHandlers.ofString()).body())
                    .path("polls")) {
                left += polled.path("backfilling").asLong();
            }
            return left;
        }
    }
}
