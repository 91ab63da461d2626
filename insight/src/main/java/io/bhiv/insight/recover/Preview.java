package io.bhiv.insight.recover;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a recovery would send.
 *
 * @param ids of all of them, where the service is called once for each
 * @param until when the last one of them was parked, died or failed: what came later is left out; empty where there is none
 * @param sample the oldest few
 */
public record Preview(Selection selection, int count, List<String> ids, String until, List<Item> sample) {

    private static final int SAMPLE = 5;
    private static final List<String> IDS = List.of("event_id", "packet_id", "update_id", "delivery_id");
    private static final List<String> SUBJECTS = List.of("provider", "module", "kind", "topic");
    private static final List<String> TIMES = List.of("parked_at", "died_at", "failed_at", "first_seen");

    /** One of what would be sent: nothing of whose it is or what is in it. */
    public record Item(String id, String subject, String reason, String since) {

        static Item of(JsonNode node) {
            return new Item(
                    node.has("offset") ? place(node) : first(node, IDS),
                    first(node, SUBJECTS),
                    reason(node),
                    first(node, TIMES));
        }

        /** Of a record of Kafka, as it stands in the address that sends it again. */
        private static String place(JsonNode node) {
            return node.path("topic").asText("") + "/" + node.path("partition").asInt() + "/"
                    + node.path("offset").asLong();
        }

        private static String first(JsonNode node, List<String> names) {
            return names.stream()
                    .flatMap(name -> Stream.of(node.path(name).asText("")))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        private static String reason(JsonNode node) {
            if (node.path("reasons").isArray()) {
                List<String> reasons = new ArrayList<>();
                node.path("reasons").forEach(one -> reasons.add(one.asText()));
                return String.join(", ", reasons);
            }
            return node.path("reason").asText("");
        }
    }

    /** When it was parked, died, failed or was first seen. */
    static String since(JsonNode item) {
        return Item.of(item).since();
    }

    /** From an answer that lists all of them. */
    static Preview of(Selection selection, JsonNode items) {
        List<Item> all = items(items);
        return of(selection, all.size(), all, newest(all));
    }

    /** From an answer that lists the first of them. */
    static Preview of(Selection selection, int count, JsonNode items, String until) {
        return of(selection, count, items(items), until);
    }

    private static Preview of(Selection selection, int count, List<Item> all, String until) {
        return new Preview(
                selection,
                count,
                all.stream().map(Item::id).toList(),
                until,
                all.stream().limit(SAMPLE).toList());
    }

    private static List<Item> items(JsonNode items) {
        List<Item> all = new ArrayList<>();
        items.forEach(item -> all.add(Item.of(item)));
        return all;
    }

    private static String newest(List<Item> items) {
        return items.stream()
                .map(Item::since)
                .filter(since -> !since.isEmpty())
                .map(Instant::parse)
                .max(Comparator.naturalOrder())
                .map(Instant::toString)
                .orElse("");
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** About how long it takes. */
    public Duration takes() {
        return Duration.ofSeconds(Math.ceilDiv(count, selection.rate()));
    }
}
