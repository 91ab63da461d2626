package io.bhiv.core.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.bhiv.core.identity.JsonText;
import io.bhiv.core.identity.Submission;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads submissions out of a body without building a tree: the whole body is checked as JSON, and the bytes of each
 * value are cut out as they came, so no number is rounded and no field is lost on the way.
 *
 * <p>Refuses with 400 and a JSON pointer: what is not UTF-8 or not JSON, duplicate names, nesting beyond 64.
 */
public final class SubmissionReader {

    static final int MAX_DATA = 1 << 20;
    static final int MAX_EXTRA = 64 << 10;
    private static final int MAX_SESSION = 128;
    private static final Set<String> RESERVED = Set.of("update_id", "received_at");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    private SubmissionReader() {}

    /** Reads a body that is one update. Throws {@code ProblemException}. */
    public static Submission one(byte[] body) {
        return read(body, parser -> {
            Submission submission = submission(body, parser, "");
            nothingFollows(parser);
            return submission;
        });
    }

    /**
     * Reads {@code {"updates": [...]}}. An entry that is JSON but no valid update becomes a problem in its place; a body
     * that is not JSON, or has too many entries, is refused as a whole.
     */
    public static List<BatchEntry> many(byte[] body, int limit) {
        return read(body, parser -> {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "");
            boolean named = "updates".equals(parser.nextFieldName());
            if (!named || parser.nextToken() != JsonToken.START_ARRAY) {
                throw Problem.at("/updates", "Send {\"updates\": [...]}").asException();
            }
            List<BatchEntry> entries = entries(body, parser, limit);
            expect(parser.nextToken(), JsonToken.END_OBJECT, "");
            nothingFollows(parser);
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
            byte[] entry = slice(body, parser);
            entries.add(BatchEntry.read(entry, entries.size()));
        }
        return entries;
    }

    static Submission entry(byte[] entry, String at) {
        return read(entry, parser -> submission(entry, parser, at));
    }

    private static Submission submission(byte[] body, JsonParser parser, String at) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, at);
        Fields fields = new Fields(at);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "module" -> fields.module = text(parser, at + "/module");
                case "session_id" -> fields.session = sessionId(parser, at + "/session_id");
                case "data" -> fields.data = data(body, parser, at + "/data");
                default -> fields.addExtra(name, slice(body, parser));
            }
        }
        return fields.complete();
    }

    private static byte[] data(byte[] body, JsonParser parser, String at) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, at);
        byte[] data = slice(body, parser);
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
        if (id.isBlank() || id.length() > MAX_SESSION || id.chars().anyMatch(Character::isISOControl)) {
            throw Problem.at(at, "A session id has 1 to 128 characters, none of them a control character")
                    .asException();
        }
        return id;
    }

    private static String text(JsonParser parser, String at) throws IOException {
        expect(parser.currentToken(), JsonToken.VALUE_STRING, at);
        return parser.getText();
    }

    /** The bytes of the value the parser stands on; afterwards it stands on the value's last token. */
    private static byte[] slice(byte[] body, JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(body, start, (int) parser.currentLocation().getByteOffset());
    }

    private static void nothingFollows(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw Problem.at("", "Something follows the JSON value").asException();
        }
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String at) {
        if (found != expected) {
            throw Problem.at(at, expected == JsonToken.VALUE_STRING ? "Expected a string" : "Expected an object")
                    .asException();
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    private static <T> T read(byte[] body, Reading<T> reading) {
        if (!Utf8.isText(body)) {
            throw Problem.at("", "The body is not UTF-8 text").asException();
        }
        try (JsonParser parser = JSON.createParser(body)) {
            return reading.from(parser);
        } catch (JsonProcessingException malformed) {
            var where = malformed.getLocation();
            String place = where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
            throw Problem.at("", "The body is not valid JSON" + place).asException();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory cannot fail", impossible);
        }
    }

    /** What has been read of one update so far. */
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
                throw Problem.at(at + "/" + name, "This field is given by the bridge")
                        .asException();
            }
            if (extra.size() > 0) {
                extra.write(',');
            }
            extra.writeBytes(JsonText.quoted(name));
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
                                "A module name has 1 to 64 letters, digits or . _ : - and begins with a letter or digit")
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
