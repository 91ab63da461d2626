package io.bhiv.core.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Checks what the connectors are given, and takes the parts out of a save. Answers are bytes to be passed on as they came. */
@ApplicationScoped
class PayloadReader {

    private static final int MAX_PAYLOAD = 1 << 20;

    /** What a save asks for. */
    @SuppressWarnings("ArrayRecordComponent") // The payload is never compared or changed.
    record Save(String filename, byte[] payload) {}

    private final ObjectReader reader;
    private final ObjectMapper json;

    PayloadReader(ObjectMapper json) {
        this.json = json;
        this.reader = json.reader()
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

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

    private byte[] bytes(JsonNode payload) {
        try {
            return payload.isTextual()
                    ? payload.textValue().getBytes(StandardCharsets.UTF_8)
                    : json.writeValueAsBytes(payload);
        } catch (JacksonException impossible) {
            throw new IllegalStateException("a JSON tree is always JSON", impossible);
        }
    }

    private JsonNode read(byte[] body) {
        if (body.length > MAX_PAYLOAD) {
            throw Problem.of(ProblemType.TOO_LARGE, "A payload has 1 MiB at most")
                    .asException();
        }
        try {
            JsonNode read = reader.readTree(body);
            if (read.isMissingNode()) {
                throw Problem.at("", "The body is empty").asException();
            }
            return read;
        } catch (JacksonException malformed) {
            throw Problem.at("", "The body is not valid JSON").asException();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory cannot fail", impossible);
        }
    }
}
