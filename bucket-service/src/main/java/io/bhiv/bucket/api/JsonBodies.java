package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import java.io.IOException;

/** Bodies of the queue's own requests. */
final class JsonBodies {

    private static final int MOST = 8 << 20;

    private JsonBodies() {}

    static JsonNode read(byte[] body) {
        if (body.length > MOST) {
            throw Problem.of(ProblemType.TOO_LARGE, "At most " + MOST + " bytes")
                    .asException();
        }
        try {
            return PacketJson.read(body);
        } catch (IOException notJson) {
            throw Problem.at("", "The body is not exactly one JSON value in UTF-8, without duplicate keys")
                    .asException();
        }
    }

    /** An empty body stands for an empty object. */
    static JsonNode readOptional(byte[] body) {
        return body.length == 0 ? PacketJson.object() : read(body);
    }
}
