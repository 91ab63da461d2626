package io.bhiv.bucket;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of packets as clients send them. */
public final class Packets {

    private Packets() {}

    /** A learner's packet, with further members such as {@code "\"packet_id\":\"x\""}. */
    public static String learner(String user, String... more) {
        return """
                {"user_id":"%s","session_id":"s-1","lesson_id":"algebra-3","system_type":"gurukul","role":"student",
                 "timestamp":"%s","cognitive_state":"ON_TASK","active_seconds":4.5,"idle_seconds":0.5,"away_seconds":0,
                 "focus_score":87.5,"raw_signals":{"mouse":12,"keys":[1,2,3]}%s}""".formatted(user, Instant.now(), tail(more));
    }

    public static String employee(String employee, String... more) {
        return """
                {"employee_id":"%s","timestamp":"%s","state":"WORKING","active_seconds":60,"idle_seconds":0,
                 "away_seconds":0,"integrity_score":91%s}""".formatted(employee, Instant.now(), tail(more));
    }

    /** {@code count} packets with the ids {@code prefix-0 …}, each of a user of its own. */
    public static String batch(String prefix, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> learner(prefix + "-user-" + i, "\"packet_id\":\"" + prefix + "-" + i + "\""))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String tail(String... more) {
        return List.of(more).stream().map(member -> "," + member).collect(Collectors.joining());
    }
}
