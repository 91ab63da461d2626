package io.bhiv.core.identity;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** JSON strings for the few places where JSON is put together from ready-made parts. */
public final class JsonText {

    private JsonText() {}

    /** {@code text} as a JSON string, quotes included, UTF-8. */
    public static byte[] quoted(String text) {
        return ("\"" + escaped(text) + "\"").getBytes(StandardCharsets.UTF_8);
    }

    /** {@code text} as the inside of a JSON string. */
    public static String escaped(String text) {
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
