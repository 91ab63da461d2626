package io.bhiv.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/** Checks the bodies of the connectors. Payloads are passed on as the bytes that were sent. */
@ApplicationScoped
class PayloadReader {

    private static final int MAX_PAYLOAD = 1 << 20;

    /** The request of a save. */
    @SuppressWarnings("ArrayRecordComponent") // The payload is never compared or changed.
    record Save(String filename, byte[] payload) {}

    private static final StrictJson JSON =
            StrictJson.exact(JsonLimits.standard().withBytes(MAX_PAYLOAD));

    /** Any JSON value. */
    byte[] value(byte[] body) {
        read(body);
        return body;
    }

    /** A JSON object that has these fields. */
    byte[] object(byte[] body, String... fields) {
        JsonNode object = read(body);
        if (!object.isObject()) {
            throw Problem.at("", "Expected an object").asException();
        }
        for (String field : fields) {
            if (!object.has(field)) {
                throw Problem.at("/" + field, "This field is missing").asException();
            }
        }
        return body;
    }

    /** {@code {filename, payload}}; a payload that is a string is saved as its text, any other as JSON. */
    Save save(byte[] body) {
        JsonNode request = read(body);
        JsonNode filename = request.path("filename");
        JsonNode payload = request.path("payload");
        if (!filename.isTextual()) {
            throw Problem.at("/filename", "Expected a string").asException();
        }
        if (payload.isMissingNode()) {
            throw Problem.at("/payload", "This field is missing").asException();
        }
        return new Save(filename.textValue(), bytes(payload));
    }

    private static byte[] bytes(JsonNode payload) {
        return payload.isTextual() ? payload.textValue().getBytes(StandardCharsets.UTF_8) : JsonText.bytes(payload);
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.tree(body);
        } catch (JsonRefused refused) {
            throw refused.reason() == JsonRefused.Reason.TOO_LARGE
                    ? Problem.of(ProblemType.TOO_LARGE, "A payload has 1 MiB at most")
                            .asException()
                    : Problem.at("", refused.detail()).asException();
        }
    }
}
