package io.bhiv.bucket.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.packet.Packet.Family;
import io.bhiv.kit.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a JSON value is a packet.
 *
 * <p>Rejects what no consumer could act on (no subject, no time, impossible numbers) and keeps everything else, unknown
 * members and unknown states included.
 */
public final class PacketReader {

    /** How far a client's clock may be ahead of ours. */
    public static final Duration LATEST_AHEAD = Duration.ofMinutes(5);

    /** Bytes of {@code raw_signals} as compact JSON. */
    public static final int RAW_SIGNALS_MAX = 64 * 1024;

    private static final double SECONDS_OF_A_DAY = 86_400;
    private static final List<String> OPTIONAL_TEXTS = List.of("session_id", "lesson_id", "system_type", "role");
    private static final List<String> SECONDS = List.of("active_seconds", "idle_seconds", "away_seconds");
    private static final List<String> SCORES = List.of("focus_score", "integrity_score");

    private PacketReader() {}

    /**
     * Reads one packet.
     *
     * @param now the time that the packet's timestamp is compared with
     * @param limit bytes the packet may have as compact JSON
     * @param ids makes an id for a packet that has none
     */
    public static Reading read(JsonNode node, Instant now, long limit, Supplier<String> ids) {
        if (!(node instanceof ObjectNode body)) {
            return new Reading.Rejected("", "A packet is a JSON object");
        }
        Reading.Rejected wrong = firstWrong(body, now);
        if (wrong != null) {
            return wrong;
        }
        Packet packet = accept(body, ids);
        return PacketJson.hasMoreBytes(packet.body(), limit)
                ? new Reading.TooLarge(limit)
                : new Reading.Accepted(packet);
    }

    private static Reading.@Nullable Rejected firstWrong(ObjectNode body, Instant now) {
        Reading.Rejected wrong = wrongIdentity(body);
        wrong = wrong != null ? wrong : wrongTime(body, now);
        wrong = wrong != null ? wrong : wrongState(body);
        wrong = wrong != null ? wrong : wrongTexts(body);
        wrong = wrong != null ? wrong : wrongSeconds(body);
        wrong = wrong != null ? wrong : wrongScores(body);
        return wrong != null ? wrong : wrongSignals(body);
    }

    private static Reading.@Nullable Rejected wrongIdentity(ObjectNode body) {
        boolean user = present(body, Family.LEARNING.subjectMember());
        boolean employee = present(body, Family.EMPLOYEE.subjectMember());
        if (user == employee) {
            String pointer = user ? "/employee_id" : "/user_id";
            return new Reading.Rejected(pointer, "Exactly one of user_id and employee_id is needed");
        }
        String name = family(body).subjectMember();
        if (!isPlainText(body.path(name), 128)) {
            return new Reading.Rejected("/" + name, "Text of 1 to 128 characters without control characters");
        }
        JsonNode id = body.path("packet_id");
        if (!absent(id) && !PacketIds.isId(id)) {
            return new Reading.Rejected("/packet_id", PacketIds.FORM);
        }
        return null;
    }

    private static Reading.@Nullable Rejected wrongTime(ObjectNode body, Instant now) {
        JsonNode timestamp = body.path("timestamp");
        Instant sent = timestamp.isTextual() ? instant(timestamp.textValue()) : null;
        if (sent == null) {
            return new Reading.Rejected("/timestamp", "An RFC 3339 time with an offset, such as 2026-01-31T12:00:00Z");
        }
        if (sent.isAfter(now.plus(LATEST_AHEAD))) {
            return new Reading.Rejected("/timestamp", "Not more than 5 minutes ahead of the server's clock");
        }
        return null;
    }

    private static Reading.@Nullable Rejected wrongState(ObjectNode body) {
        String name = family(body).stateMember();
        if (!isPlainText(body.path(name), 64)) {
            return new Reading.Rejected("/" + name, "Text of 1 to 64 characters without control characters");
        }
        return null;
    }

    private static Reading.@Nullable Rejected wrongTexts(ObjectNode body) {
        for (String name : OPTIONAL_TEXTS) {
            JsonNode value = body.path(name);
            if (!absent(value) && !isPlainText(value, 128)) {
                return new Reading.Rejected("/" + name, "Text of 1 to 128 characters without control characters");
            }
        }
        return null;
    }

    private static Reading.@Nullable Rejected wrongSeconds(ObjectNode body) {
        double together = 0;
        for (String name : SECONDS) {
            JsonNode value = body.path(name);
            if (absent(value)) {
                continue;
            }
            if (!value.isNumber() || value.doubleValue() < 0) {
                return new Reading.Rejected("/" + name, "A number of seconds, 0 or more");
            }
            together += value.doubleValue();
            if (together > SECONDS_OF_A_DAY) {
                return new Reading.Rejected(
                        "/" + name, "Active, idle and away seconds together are at most 86400 (24 hours)");
            }
        }
        return null;
    }

    private static Reading.@Nullable Rejected wrongScores(ObjectNode body) {
        for (String name : SCORES) {
            JsonNode value = body.path(name);
            boolean fits =
                    absent(value) || (value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 100);
            if (!fits) {
                return new Reading.Rejected("/" + name, "A number from 0 to 100");
            }
        }
        return null;
    }

    private static Reading.@Nullable Rejected wrongSignals(ObjectNode body) {
        JsonNode signals = body.path("raw_signals");
        if (!absent(signals) && PacketJson.bytes(signals).length > RAW_SIGNALS_MAX) {
            return new Reading.Rejected("/raw_signals", "At most 64 KiB of compact JSON");
        }
        return null;
    }

    private static Packet accept(ObjectNode body, Supplier<String> ids) {
        Family family = family(body);
        JsonNode id = body.remove("packet_id");
        boolean given = id != null && !id.isNull();
        String digest = given ? PacketJson.digest(body) : null;
        // The record on Kafka has a received_at of ours; two members of one name would leave the choice to the reader.
        JsonNode theirs = body.remove("received_at");
        if (theirs != null && !body.has("client_received_at")) {
            body.set("client_received_at", theirs);
        }
        return new Packet(
                given ? id.textValue() : ids.get(),
                body.path(family.subjectMember()).textValue(),
                family,
                PacketJson.text(body),
                digest,
                family.documents(body.path(family.stateMember()).textValue()));
    }

    private static Family family(ObjectNode body) {
        return present(body, Family.LEARNING.subjectMember()) ? Family.LEARNING : Family.EMPLOYEE;
    }

    private static boolean present(ObjectNode body, String name) {
        return !absent(body.path(name));
    }

    /** Clients write null for what they do not know. */
    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean isPlainText(JsonNode value, int longest) {
        if (!value.isTextual()) {
            return false;
        }
        String text = value.textValue();
        return !text.isBlank()
                && text.length() <= longest
                && text.chars().noneMatch(Character::isISOControl)
                // PostgreSQL's text and Kafka's keys are UTF-8.
                && JsonText.isEncodable(text);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }

    /** The result of reading a body. */
    public sealed interface Reading {

        record Accepted(Packet packet) implements Reading {}

        /**
         * Not a packet.
         *
         * @param pointer JSON pointer (RFC 6901) to the offending value, empty for the whole
         * @param detail what is expected there; never what was found
         */
        record Rejected(String pointer, String detail) implements Reading {}

        /**
         * Larger than a packet may be; Kafka would refuse it and block the packets behind it.
         *
         * @param limit bytes of compact JSON
         */
        record TooLarge(long limit) implements Reading {}
    }
}
