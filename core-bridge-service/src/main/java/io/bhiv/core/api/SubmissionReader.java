package io.bhiv.core.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bhiv.core.identity.Submission;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads submissions out of a body without building a tree: the whole body is checked as JSON, and the bytes of each
 * value are copied as sent, so no number is rounded and no field is lost.
 *
 * <p>Refuses with 400 and a JSON pointer: what is not UTF-8 or not JSON, duplicate names, nesting beyond 64.
 */
public final class SubmissionReader {

    static final int MAX_DATA = 1 << 20;
    static final int MAX_EXTRA = 64 << 10;
    private static final int MAX_SESSION = 128;
    private static final Set<String> RESERVED = Set.of("update_id", "received_at");

    private static final StrictJson JSON =
            StrictJson.exact(JsonLimits.standard().withBytes(Integer.MAX_VALUE));

    private SubmissionReader() {}

    /** Reads a body that is one update. Throws {@code ProblemException}. */
    public static Submission one(byte[] body) {
        return read(body, parser -> submission(body, parser, ""));
    }

    /**
     * Reads {@code {"updates": [...]}}. An entry that is JSON but no valid update becomes a problem at its position; a body
     * that is not JSON, or has too many entries, is refused as a whole.
     */
    public static List<BatchEntry> many(byte[] body, int limit) {
        return read(body, parser -> {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "");
            boolean named = "updates".equals(parser.nextFieldName());
            if (!named || parser.nextToken() != JsonToken.START_ARRAY) {
                throw Problem.at("/updates", "Send {\"updates\": [...]}").asException();
            }
            List<BatchEntry> entries = entries(body, parser, limit);
            expect(parser.nextToken(), JsonToken.END_OBJECT, "");
            return entries;
        });
    }

    private static List<BatchEntry> entries(byte[] body, JsonParser parser, int limit) throws IOException {
        List<BatchEntry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (entries.size() == limit) {
                throw Problem.at("/updates", "At most " + limit + " updates in one request")
                        .asException();
            }
            byte[] entry = StrictJson.slice(body, parser);
            entries.add(BatchEntry.read(entry, entries.size()));
        }
        return entries;
    }

    static Submission entry(byte[] entry, String at) {
        return read(entry, parser -> submission(entry, parser, at));
    }

    private static Submission submission(byte[] body, JsonParser parser, String at) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, at);
        Fields fields = new Fields(at);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "module" -> fields.module = text(parser, at + "/module");
                case "session_id" -> fields.session = sessionId(parser, at + "/session_id");
                case "data" -> fields.data = data(body, parser, at + "/data");
                default -> fields.addExtra(name, StrictJson.slice(body, parser));
            }
        }
        return fields.complete();
    }

    private static byte[] data(byte[] body, JsonParser parser, String at) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, at);
        byte[] data = StrictJson.slice(body, parser);
        if (data.length > MAX_DATA) {
            throw tooLarge(at, "data is larger than 1 MiB").asException();
        }
        return data;
    }

    private static Problem tooLarge(String at, String detail) {
        return Problem.of(ProblemType.TOO_LARGE, detail).with("pointer", at);
    }

    private static @Nullable String sessionId(JsonParser parser, String at) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String id = text(parser, at);
        boolean readable = id.chars().noneMatch(Character::isISOControl) && JsonText.isEncodable(id);
        if (id.isBlank() || id.length() > MAX_SESSION || !readable) {
            throw Problem.at(at, "A session id has 1 to 128 characters, no control characters and no half surrogates")
                    .asException();
        }
        return id;
    }

    private static String text(JsonParser parser, String at) throws IOException {
        expect(parser.currentToken(), JsonToken.VALUE_STRING, at);
        return parser.getText();
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String at) {
        if (found != expected) {
            throw Problem.at(at, expected == JsonToken.VALUE_STRING ? "Expected a string" : "Expected an object")
                    .asException();
        }
    }

    private static <T> T read(byte[] body, StrictJson.Reading<T> reading) {
        try {
            return JSON.read(body, reading);
        } catch (JsonRefused refused) {
            throw Problem.at("", refused.detail()).asException();
        }
    }

    /** The fields of one update as they are read. */
    private static final class Fields {

        private final String at;
        private final ByteArrayOutputStream extra = new ByteArrayOutputStream(0);
        private @Nullable String module;
        private @Nullable String session;
        private byte @Nullable [] data;

        Fields(String at) {
            this.at = at;
        }

        void addExtra(String name, byte[] value) {
            if (RESERVED.contains(name)) {
                throw Problem.at(at + "/" + name, "This field is set by the bridge")
                        .asException();
            }
            if (extra.size() > 0) {
                extra.write(',');
            }
            extra.writeBytes(JsonText.quoted(name).getBytes(StandardCharsets.UTF_8));
            extra.write(':');
            extra.writeBytes(value);
            if (extra.size() > MAX_EXTRA) {
                throw tooLarge(at, "Further fields are larger than 64 KiB together")
                        .asException();
            }
        }

        Submission complete() {
            if (module == null || !ModuleName.isValid(module)) {
                throw Problem.at(
                                at + "/module",
                                "A module name has 1 to 64 letters, digits or . _ : - and begins with a letter or"
                                        + " digit")
                        .asException();
            }
            if (data == null) {
                throw Problem.at(at + "/data", "data is missing: any JSON object")
                        .asException();
            }
            return new Submission(module, session, data, extra.toByteArray());
        }
    }
}
