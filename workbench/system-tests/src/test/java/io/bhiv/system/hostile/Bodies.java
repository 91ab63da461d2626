package io.bhiv.system.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Provider;
import io.bhiv.play.webhook.Terra;
import io.bhiv.play.webhook.Whoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Bodies of requests: a valid one for each path, and the same with something wrong in it. */
final class Bodies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLACEHOLDER = "@@here@@";

    /** By the end of the path; the first that fits is taken, and a path without one is sent those of all others. */
    private static final Map<String, List<String>> VALID = Map.ofEntries(
            Map.entry("/prana/ingest", List.of(packet())),
            Map.entry("/ingest/batch", List.of("[" + packet() + "," + packet() + "]")),
            Map.entry(
                    "/packets/mark-processed",
                    List.of(
                            "{\"packet_id\":\"p-1\",\"success\":true,\"karma_actions\":[{\"action\":\"focus\",\"reward\":1,\"token\":\"t\"}]}")),
            Map.entry("/leases", List.of("{\"limit\":2,\"lease_seconds\":5}", "{\"order\":\"user\",\"limit\":1}")),
            Map.entry("ack", List.of("{\"packet_ids\":[\"p-1\"],\"karma_actions\":[\"focus\"],\"reason\":\"why\"}")),
            Map.entry("extend", List.of("{\"lease_seconds\":30}")),
            Map.entry(
                    "/acks",
                    List.of(
                            "[{\"packet_id\":\"p-1\",\"lease_id\":\"00000000-0000-4000-8000-000000000000\",\"success\":false,\"reason\":\"why\"}]")),
            Map.entry(
                    "/dead:redrive",
                    List.of("{\"packet_ids\":[\"p-1\"],\"limit\":5}", "{\"user_id\":\"u\",\"reason\":\"why\"}")),
            Map.entry(
                    "/core/update",
                    List.of("{\"module\":\"robotics\",\"session_id\":\"s-1\",\"data\":{\"steps\":3,\"note\":\"x\"}}")),
            Map.entry(
                    "/core/updates",
                    List.of("[{\"module\":\"robotics\",\"data\":{\"steps\":3}},{\"module\":\"finance\",\"data\":{}}]")),
            Map.entry(
                    "/core/executions", List.of("{\"team_id\":\"t-1\",\"action\":\"build\",\"result\":{\"ok\":true}}")),
            Map.entry("/core/rewards", List.of("{\"team_id\":\"t-1\",\"action\":\"build\",\"reward\":12.5}")),
            Map.entry("/core/send", List.of("{\"n\":1,\"text\":\"x\"}")),
            Map.entry("/bucket/save", List.of("{\"filename\":\"a.json\",\"payload\":{\"n\":1}}")),
            Map.entry(
                    "/automation/validate",
                    List.of(
                            "{\"jobs\":[{\"name\":\"j\",\"trigger\":{\"type\":\"cron\",\"value\":\"0 6 * * MON-FRI\",\"timezone\":\"Europe/Berlin\"},\"actions\":[{\"type\":\"http\",\"url\":\"http://127.0.0.1:9/x\",\"method\":\"POST\",\"headers\":{\"A\":\"b\"},\"timeout\":\"PT5S\"}],\"policies\":{\"retry\":{\"attempts\":3},\"misfire\":\"skip\",\"overlap\":\"skip\"}}]}")),
            Map.entry(
                    "/replays",
                    List.of(
                            "{\"event_id\":\"00000000-0000-4000-8000-000000000000\"}",
                            "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\",\"provider\":\"terra\"}")),
            Map.entry("/webhook/oura", samples(new Oura())),
            Map.entry("/webhook/whoop", samples(new Whoop())),
            Map.entry("/webhook/terra", samples(new Terra())));

    private static final List<String> EVERY =
            VALID.values().stream().flatMap(List::stream).sorted().toList();

    private Bodies() {}

    private static String packet() {
        return """
                {"user_id":"u-1","session_id":"s-1","lesson_id":"l-1","system_type":"gurukul","role":"student","timestamp":"2026-07-04T10:00:00Z",\
                "cognitive_state":"ON_TASK","active_seconds":4.5,"idle_seconds":0.5,"away_seconds":0,"focus_score":90,"integrity_score":0.9,\
                "raw_signals":{"mouse":[1,2,3],"key":{"n":2}}}""";
    }

    private static List<String> samples(Provider provider) {
        return new TreeSet<>(provider.types())
                .stream().map(type -> provider.sample(type).toString()).toList();
    }

    /** What this path expects. */
    static String valid(String path, Random random) {
        List<String> own = VALID.entrySet().stream()
                .filter(entry -> path.endsWith(entry.getKey()))
                .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
                .map(Map.Entry::getValue)
                .orElse(EVERY);
        return HostileValues.any(random.nextInt(10) == 0 ? EVERY : own, random);
    }

    /** The same body with something wrong in it, or none of it. */
    static byte[] mutated(String valid, Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> withHostileValues(valid, random).getBytes(StandardCharsets.UTF_8);
            case 5 -> flipped(valid.getBytes(StandardCharsets.UTF_8), random);
            case 6 -> Arrays.copyOf(valid.getBytes(StandardCharsets.UTF_8), random.nextInt(valid.length() + 1));
            case 7 ->
                valid.getBytes(HostileValues.any(
                        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_32BE),
                        random));
            case 8 -> ("\ufeff" + valid).getBytes(StandardCharsets.UTF_8);
            case 9 ->
                (valid + HostileValues.any(List.of(valid, "x", "\u0000", "}", ",", "\n{}"), random))
                        .getBytes(StandardCharsets.UTF_8);
            case 10 -> HostileValues.json(random).getBytes(StandardCharsets.UTF_8);
            default -> withoutOrTwice(valid, random).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] flipped(byte[] body, Random random) {
        for (int flips = 1 + random.nextInt(4); flips > 0 && body.length > 0; flips--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }

    private static String withHostileValues(String valid, Random random) {
        JsonNode tree = tree(valid);
        List<Member> members = members(tree);
        if (members.isEmpty()) {
            return HostileValues.json(random);
        }
        HostileValues.any(members, random).set(PLACEHOLDER);
        return tree.toString().replace("\"" + PLACEHOLDER + "\"", HostileValues.json(random));
    }

    private static String withoutOrTwice(String valid, Random random) {
        JsonNode tree = tree(valid);
        List<Member> members = members(tree);
        if (members.isEmpty()) {
            return "";
        }
        Member member = HostileValues.any(members, random);
        if (random.nextBoolean()) {
            member.remove();
            return tree.toString();
        }
        member.set(PLACEHOLDER);
        return tree.toString().replace("\"" + PLACEHOLDER + "\"", "1,\"" + member.name() + "\":2");
    }

    /** A member of an object or an element of an array. */
    private record Member(JsonNode parent, String name, int index) {

        void set(String text) {
            if (parent instanceof ObjectNode object) {
                object.put(name, text);
            } else if (parent instanceof ArrayNode array) {
                array.set(index, text);
            }
        }

        void remove() {
            if (parent instanceof ObjectNode object) {
                object.remove(name);
            } else if (parent instanceof ArrayNode array) {
                array.remove(index);
            }
        }
    }

    private static List<Member> members(JsonNode tree) {
        List<Member> all = new ArrayList<>();
        collect(tree, all);
        return all;
    }

    private static void collect(JsonNode node, List<Member> all) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                all.add(new Member(object, entry.getKey(), 0));
                collect(entry.getValue(), all);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                all.add(new Member(array, "", i));
                collect(array.get(i), all);
            }
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a valid body is not JSON: " + json, e);
        }
    }
}
