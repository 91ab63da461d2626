package io.bhiv.kit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bhiv.kit.json.JsonRefused.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of JSON documents. Keep one per kind of document; it is safe for any thread.
 *
 * <p>{@link #tree} builds a tree, {@link #read} walks through token by token and can cut values out as they came, so that
 * no digit is lost. Both read the whole document and accept exactly one value.
 */
public final class StrictJson {

    private static final int LONGEST_POINTER = 256;

    private final JsonLimits limits;
    /** Checks keys while it reads; for documents that are never a tree. */
    private final JsonFactory tokens;
    /** A tree finds its own duplicate keys, at a fraction of the cost. */
    private final JsonFactory plain;

    private final ObjectReader trees;

    private StrictJson(JsonLimits limits, boolean exact) {
        this.limits = limits;
        this.tokens = factory(limits, true);
        this.plain = factory(limits, false);
        JsonMapper.Builder mapper =
                JsonMapper.builder(plain).enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        if (exact) {
            mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
        }
        this.trees = mapper.build().readerFor(JsonNode.class);
    }

    /** Trees whose fractions are doubles: for values that are computed with. */
    public static StrictJson of(JsonLimits limits) {
        return new StrictJson(limits, false);
    }

    /** Trees whose numbers keep every digit: for values that are passed on. */
    public static StrictJson exact(JsonLimits limits) {
        return new StrictJson(limits, true);
    }

    /** Reads a document token by token. */
    @FunctionalInterface
    public interface Reading<T extends @Nullable Object> {

        /** Called with the parser on the first token. What it leaves unread is still checked. */
        T from(JsonParser parser) throws IOException;
    }

    /** The document as a tree. */
    public JsonNode tree(byte[] document) throws JsonRefused {
        check(document);
        try (JsonParser parser = plain.createParser(document)) {
            return whole(parser, trees::readValue);
        } catch (IOException closing) {
            throw new IllegalStateException("reading from memory cannot fail", closing);
        }
    }

    /** The document as a tree. A limit in bytes counts characters here. */
    public JsonNode tree(String document) throws JsonRefused {
        if (document.length() > limits.bytes()) {
            throw JsonRefused.whole(Reason.TOO_LARGE);
        }
        try (JsonParser parser = plain.createParser(document)) {
            return whole(parser, trees::readValue);
        } catch (IOException closing) {
            throw new IllegalStateException("reading from memory cannot fail", closing);
        }
    }

    /** What the reading makes of the document. */
    public <T extends @Nullable Object> T read(byte[] document, Reading<T> reading) throws JsonRefused {
        check(document);
        try (JsonParser parser = tokens.createParser(document)) {
            return whole(parser, reading);
        } catch (IOException closing) {
            throw new IllegalStateException("reading from memory cannot fail", closing);
        }
    }

    /** Inside a {@link Reading}: the value that the parser stands on, as a tree. */
    public JsonNode value(JsonParser parser) throws IOException {
        return trees.readValue(parser);
    }

    /** A parser for a part of a document that {@link #read} has walked through: nothing is checked again. */
    public JsonParser part(byte[] document, int from, int length) throws IOException {
        return plain.createParser(document, from, length);
    }

    /** Inside a {@link Reading}: the bytes of the value the parser stands on; afterwards it stands on its last token. */
    public static byte[] slice(byte[] document, JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        return Arrays.copyOfRange(document, start, end(parser));
    }

    /** {@link #slice} as text. */
    public static String sliceText(byte[] document, JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        return new String(document, start, end(parser) - start, StandardCharsets.UTF_8);
    }

    private static int end(JsonParser parser) throws IOException {
        parser.skipChildren();
        // A string is read lazily: without this the parser would still stand at its opening quote.
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    private void check(byte[] document) throws JsonRefused {
        if (document.length > limits.bytes()) {
            throw JsonRefused.whole(Reason.TOO_LARGE);
        }
        if (!Utf8.isText(document)) {
            throw JsonRefused.whole(Reason.NOT_UTF8);
        }
    }

    private <T extends @Nullable Object> T whole(JsonParser parser, Reading<T> reading) throws JsonRefused {
        try {
            if (parser.nextToken() == null) {
                throw JsonRefused.whole(Reason.EMPTY);
            }
            T read = reading.from(parser);
            while (!parser.getParsingContext().inRoot()) {
                parser.nextToken();
            }
            if (parser.nextToken() != null) {
                throw refused(Reason.TRAILING, "", parser.currentTokenLocation());
            }
            return read;
        } catch (StreamConstraintsException limit) {
            Reason reason = parser.currentTokenCount() > limits.tokens() ? Reason.TOO_MANY_TOKENS : Reason.LIMIT;
            throw refused(reason, pointer(parser), parser.currentLocation());
        } catch (NumberFormatException exponent) {
            // Jackson lets it pass where an exponent has more digits than a BigDecimal can hold.
            throw refused(Reason.LIMIT, pointer(parser), parser.currentLocation());
        } catch (JsonProcessingException malformed) {
            boolean duplicate = String.valueOf(malformed.getOriginalMessage()).startsWith("Duplicate");
            JsonLocation at = malformed.getLocation();
            throw refused(
                    duplicate ? Reason.DUPLICATE_KEY : Reason.MALFORMED,
                    pointer(parser),
                    at == null ? parser.currentLocation() : at);
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory cannot fail", impossible);
        }
    }

    private static JsonRefused refused(Reason reason, String pointer, JsonLocation at) {
        return new JsonRefused(reason, pointer, at.getLineNr(), at.getColumnNr());
    }

    /** Cut at a whole segment where it is long: keys are the sender's, and may be of any length. */
    private static String pointer(JsonParser parser) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return pointer.length() <= LONGEST_POINTER
                ? pointer
                : pointer.substring(0, Math.max(0, pointer.lastIndexOf('/', LONGEST_POINTER)));
    }

    private static JsonFactory factory(JsonLimits limits, boolean refuseDuplicateKeys) {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxNumberLength(limits.numberLength())
                        .maxNameLength(limits.nameLength())
                        .maxStringLength(limits.textLength())
                        .maxTokenCount(limits.tokens())
                        .build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, refuseDuplicateKeys)
                .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                .build();
    }
}
