package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A night at a simulated provider, all the way: the person is connected where that was not done yet, the night is recorded, the provider
 * sends its notices, the bridge reads the objects, and what it publishes is shown.
 */
record ConnectedNight(Wearable provider, Target target, String person, double rmssd) {

    /** Low enough for a trigger of the fixed rule. */
    static final double USUAL_RMSSD = 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TRIGGER_BELOW = 40;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration QUIET_PAST = Duration.ofSeconds(8);

    /** True where events came, and a trigger if one was due. */
    boolean run() throws IOException, InterruptedException {
        SimulatorControl simulator = SimulatorControl.of(provider);
        try (TopicFollower follower = target.follow()) {
            if (!isConnected()) {
                makePeople(simulator);
                connect();
                System.out.println(person + " is connected to " + provider.label() + "; the past is read first");
                System.out.println(past(follower) + " events of the past");
            }
            JsonNode night = record(simulator);
            long recorded = System.nanoTime();
            System.out.printf(
                    "%s has version %d of the night of %s: RMSSD %s ms%n%n",
                    provider.label(),
                    night.path("version").asInt(),
                    night.path("date").asText(),
                    rmssd);
            return show(follower, recorded);
        }
    }

    /** Somebody has to have an account. */
    private static void makePeople(SimulatorControl simulator) throws IOException, InterruptedException {
        if (simulator
                        .call("GET", "state", SimulatorControl.body())
                        .path("people")
                        .asInt()
                == 0) {
            simulator.call(
                    "POST", "people", SimulatorControl.body().put("count", 3).put("days", 60));
        }
    }

    /** A night that is there already is corrected. */
    private JsonNode record(SimulatorControl simulator) throws IOException, InterruptedException {
        var wanted = SimulatorControl.body().put("person", person).put("rmssd", rmssd);
        try {
            return simulator.call("POST", "nights", wanted);
        } catch (BadSetting thereAlready) {
            return simulator.call("PUT", "nights", wanted);
        }
    }

    private boolean isConnected() throws IOException, InterruptedException {
        URI known = URI.create(target.url() + "/api/v1/biometric/connections?state=ACTIVE&provider=" + provider.label()
                + "&reference=" + encoded(person));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(known).timeout(ANSWER_LIMIT).build(), BodyHandlers.ofString());
            JsonNode found = answer.statusCode() == 200
                    ? JSON.readTree(answer.body()).path("connections")
                    : JSON.createArrayNode();
            return !found.isEmpty();
        }
    }

    /** What a browser does in which the person allows everything. */
    private void connect() throws IOException, InterruptedException {
        try (HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            String page = target.url() + "/connect/" + provider.label();
            // Its cookie is what allows to begin.
            var _ = browser.send(get(URI.create(page + "?reference=" + encoded(person))), BodyHandlers.discarding());
            HttpRequest begin = HttpRequest.newBuilder(URI.create(page))
                    .timeout(ANSWER_LIMIT)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("reference=" + encoded(person)))
                    .build();
            URI consent = next(browser, begin);
            URI back = next(browser, get(URI.create(consent + "&decision=allow&person=" + encoded(person))));
            HttpResponse<String> done = browser.send(get(back), BodyHandlers.ofString());
            if (done.statusCode() != 200) {
                throw new BadSetting(
                        "Connecting " + person + " to " + provider.label() + " was answered " + done.statusCode(),
                        null);
            }
        }
    }

    private static HttpRequest get(URI address) {
        return HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build();
    }

    private static URI next(HttpClient browser, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = browser.send(request, BodyHandlers.ofString());
        return answer.headers()
                .firstValue("Location")
                .map(request.uri()::resolve)
                .orElseThrow(
                        () -> new BadSetting(request.uri().getPath() + " was answered " + answer.statusCode(), null));
    }

    private boolean show(TopicFollower follower, long recorded) {
        Set<String> subjects = new HashSet<>();
        List<Seen> seen = new ArrayList<>();
        System.out.printf("  %8s  %-17s %-9s %s%n", "after ms", "topic", "priority", "what");
        long last = recorded;
        while (!isOver(seen, recorded, last)) {
            for (ConsumerRecord<byte[], byte[]> came : follower.poll(Duration.ofMillis(50))) {
                Seen one = Seen.of(came, System.nanoTime());
                if (isOurs(one.value(), subjects) && !isOfThePast(one.value())) {
                    seen.add(one);
                    last = one.seenNanos();
                    System.out.printf(
                            "  %8.1f  %-17s %-9s %s%n",
                            (one.seenNanos() - recorded) / 1e6, one.topic(), one.priority(), one.describe());
                }
            }
        }
        seen.stream()
                .filter(Seen::isTrigger)
                .forEach(trigger -> System.out.println("\n  Why: " + trigger.explanation()));
        boolean complete = !seen.isEmpty() && (rmssd >= TRIGGER_BELOW || hasTrigger(seen));
        if (!complete) {
            System.out.println(
                    "  MISSING: " + (seen.isEmpty() ? "no event came" : "a trigger was due and did not come"));
        }
        return complete;
    }

    /** Events name our reference of the person; triggers only the subject that the events had. */
    private boolean isOurs(JsonNode value, Set<String> subjects) {
        JsonNode subject = value.path("subject");
        if (subject.path("reference_id").asText().equals(person)) {
            subjects.add(subject.path("subject_id").asText());
            return value.at("/provenance/provider").asText().equals(provider.label());
        }
        return subjects.contains(value.path("subject_id").asText());
    }

    /** A night that is recorded while the past is read is taken for a part of it, and fires nothing. Returns how many events it brought. */
    private static int past(TopicFollower follower) {
        long begun = System.nanoTime();
        long last = begun;
        int events = 0;
        while (!isPastRead(events, begun, last)) {
            for (ConsumerRecord<byte[], byte[]> came : follower.poll(Duration.ofMillis(50))) {
                Seen one = Seen.of(came, System.nanoTime());
                if (isOfThePast(one.value())) {
                    events++;
                    last = one.seenNanos();
                }
            }
        }
        return events;
    }

    private static boolean isPastRead(int events, long begun, long last) {
        long now = System.nanoTime();
        return now - begun > LIMIT.toNanos() || (events > 0 && now - last > QUIET_PAST.toNanos());
    }

    private static boolean isOfThePast(JsonNode value) {
        return value.at("/provenance/channel").asText().equals("BACKFILL");
    }

    private boolean isOver(List<Seen> seen, long recorded, long last) {
        long now = System.nanoTime();
        boolean quiet = !seen.isEmpty() && now - last > QUIET.toNanos();
        boolean complete = rmssd >= TRIGGER_BELOW || hasTrigger(seen);
        return now - recorded > LIMIT.toNanos() || (quiet && complete);
    }

    private static boolean hasTrigger(List<Seen> seen) {
        return seen.stream().anyMatch(Seen::isTrigger);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
