package io.bhiv.biometric.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bhiv.biometric.json.StorableText;
import io.bhiv.biometric.json.StrictJson;
import io.bhiv.biometric.json.Utf8;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The top-level texts and whole numbers of a small JSON object. */
public final class FlatNotice {

    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> numbers = new java.util.HashSet<>();

    private FlatNotice() {}

    /** Null when the bytes are not one JSON object. */
    public static @Nullable FlatNotice read(byte[] body) {
        if (!Utf8.isText(body)) {
            return null;
        }
        try (JsonParser parser = StrictJson.FACTORY.createParser(body)) {
            return read(parser);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable FlatNotice read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
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
        return parser.nextToken() == null ? notice : null;
    }

    /** The value as text; null when it is absent, empty, longer than {@code maxLength}, not storable, or neither text nor whole number. */
    public @Nullable String text(String name, int maxLength) {
        String value = texts.get(name);
        boolean usable = value != null && !value.isEmpty() && value.length() <= maxLength && StorableText.is(value);
        return usable ? value : null;
    }

    public boolean isNumber(String name) {
        return numbers.contains(name);
    }
}
