package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketIds;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads consumers' reports on packets; fails with a JSON pointer to what is wrong. */
final class SettlementReader {

    private static final int ACTIONS_MAX = 100;
    private static final int ACTIONS_BYTES = 64 * 1024;
    private static final int REASON_MAX = 500;

    private SettlementReader() {}

    /**
     * {@code {packet_id, success, lease_id?, karma_actions?, reason?}}.
     *
     * @param at JSON pointer of {@code node} in the body, empty if it is the body
     */
    static Settlement read(JsonNode node, String at) {
        if (!node.isObject()) {
            throw wrong(at, "An object with packet_id and success");
        }
        JsonNode id = node.path("packet_id");
        if (!PacketIds.isId(id)) {
            throw wrong(at + "/packet_id", PacketIds.FORM);
        }
        JsonNode success = node.path("success");
        if (!success.isBoolean()) {
            throw wrong(at + "/success", "true or false");
        }
        Settlement.Verdict verdict = success.booleanValue()
                ? new Settlement.Verdict.Done(actions(node.path("karma_actions"), at + "/karma_actions"))
                : new Settlement.Verdict.Failed(reason(node.path("reason"), at + "/reason"));
        return new Settlement(id.textValue(), lease(node.path("lease_id"), at + "/lease_id"), verdict);
    }

    /** A JSON array, kept as it arrived; empty if absent. */
    static String actions(JsonNode node, String at) {
        if (node.isMissingNode() || node.isNull()) {
            return "[]";
        }
        boolean shaped = node.isArray() && node.size() <= ACTIONS_MAX;
        for (JsonNode action : node) {
            shaped &= action.isTextual() || action.path("action").isTextual();
        }
        String text = PacketJson.text(node);
        if (!shaped || text.length() > ACTIONS_BYTES) {
            throw wrong(at, "At most 100 actions, each a name or an object {action, reward, token}");
        }
        return text;
    }

    /** One line for an operator; longer text is cut, because a report must not be refused for its length. */
    static String reason(JsonNode node, String at) {
        if (node.isMissingNode() || node.isNull()) {
            return "the consumer gave no reason";
        }
        if (!node.isTextual()) {
            throw wrong(at, "Text");
        }
        return line(node.textValue());
    }

    /** The text as one printable line of at most 500 characters. */
    static String line(String text) {
        String printable = text.codePoints()
                .map(point ->
                        Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE ? ' ' : point)
                .limit(REASON_MAX)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return printable.isEmpty() ? "the consumer gave no reason" : printable;
    }

    /** A lease id, or null if absent. */
    static @Nullable UUID lease(JsonNode node, String at) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw wrong(at, "A lease id");
        }
        return lease(node.textValue(), at);
    }

    static UUID lease(String text, String at) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            throw wrong(at, "A lease id");
        }
    }

    private static ProblemException wrong(String pointer, String detail) {
        return Problem.at(pointer, detail).asException();
    }
}
