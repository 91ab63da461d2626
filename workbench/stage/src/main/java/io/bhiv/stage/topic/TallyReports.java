package io.bhiv.stage.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What services reported on {@code insight-flow} about their tallies. */
public final class TallyReports {

    /** Configuration of a service that reports, and compares its tally often: tests of other things report nothing. */
    public static final Map<String, String> OFTEN = Map.of(
            "bridge.insight.enabled", "true",
            "bridge.insight.every", "200ms",
            "bridge.insight.tally.every", "1s",
            "bridge.insight.tally.share", "100");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "insight-flow";

    private TallyReports() {}

    /**
     * The last comparison of an intake over the last day.
     *
     * @param after counted later than this, or there is none
     */
    public static JsonNode latest(String servers, String intake, Instant after) {
        List<JsonNode> found = new ArrayList<>();
        TopicFollower.everything(servers, TOPIC)
                .forEach(record -> read(record.value())
                        .path("vitals")
                        .path("tallies")
                        .forEach(tally -> {
                            boolean counted = Instant.parse(
                                            tally.path("counted_at").asText())
                                    .isAfter(after);
                            if (counted && tally.path("intake").asText().equals(intake)) {
                                found.add(tally);
                            }
                        }));
        if (found.isEmpty()) {
            throw new AssertionError(intake + " was not compared since " + after);
        }
        return found.getLast();
    }

    private static JsonNode read(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
