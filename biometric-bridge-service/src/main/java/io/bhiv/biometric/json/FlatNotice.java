package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The top-level texts and whole numbers of a small JSON object, read in one pass without building a tree. */
public final class FlatNotice {

    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> numbers = new HashSet<>();

    private FlatNotice() {}

    /** Null when the bytes are not one JSON object. */
    public static @Nullable FlatNotice read(byte[] body) {
        return read(body, FlatNotice::read);
    }

    /** The same of the object that a larger one has under a name; null when it has none, or the bytes are not one JSON object. */
    public static @Nullable FlatNotice readWithin(byte[] body, String name) {
        return read(body, parser -> within(parser, name));
    }

    private interface Reading {

        @Nullable
        FlatNotice of(JsonParser parser) throws IOException;
    }

    private static @Nullable FlatNotice read(byte[] body, Reading reading) {
        try {
            return ProviderJson.NOTICES
                    .read(body, parser -> Optional.ofNullable(reading.of(parser)))
                    .orElse(null);
        } catch (JsonRefused refused) {
            return null;
        }
    }

    private static @Nullable FlatNotice within(JsonParser parser, String wanted) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        FlatNotice found = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals(wanted)) {
                found = read(parser);
            }
            parser.skipChildren();
        }
        return found;
    }

    private static @Nullable FlatNotice read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        FlatNotice notice = new FlatNotice();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
                notice.texts.put(name, parser.getText());
            }
            if (value == JsonToken.VALUE_NUMBER_INT) {
                notice.numbers.add(name);
            }
            parser.skipChildren();
        }
        return notice;
    }

    /** The value as text; null when it is absent, empty, longer than {@code maxLength}, not storable, or neither text nor whole number. */
    public @Nullable String text(String name, int maxLength) {
        String value = texts.get(name);
        boolean usable = value != null && !value.isEmpty() && value.length() <= maxLength && JsonText.isStorable(value);
        return usable ? value : null;
    }

    public boolean isNumber(String name) {
        return numbers.contains(name);
    }
}
