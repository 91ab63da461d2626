package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import io.bhiv.kit.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** Reads request bodies; fails with the problem that the caller gets. */
final class Bodies {

    private static final long MAX_BYTES = 8L << 20;

    private Bodies() {}

    static JsonNode read(byte[] body) {
        return read(body, MAX_BYTES);
    }

    static JsonNode read(byte[] body, long limit) {
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        try {
            return PacketJson.read(body);
        } catch (JsonRefused refused) {
            throw Problem.at(refused.pointer(), refused.detail()).asException();
        }
    }

    /** An empty body counts as an empty object. */
    static JsonNode readOptional(byte[] body) {
        return body.length == 0 ? PacketJson.object() : read(body);
    }

    static @Nullable Double seconds(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw Problem.at("/" + name, "A number of seconds").asException();
        }
        return value.doubleValue();
    }

    static ProblemException tooLarge(long limit) {
        return Problem.of(ProblemType.TOO_LARGE, "At most " + limit + " bytes").asException();
    }
}
