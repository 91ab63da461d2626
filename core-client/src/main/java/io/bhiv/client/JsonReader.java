package io.bhiv.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the text fields out of the bridge's answers, which are flat objects; anything else in them is passed over. */
final class JsonReader {

    private static final Pattern TEXT_FIELD =
            Pattern.compile("\"([a-z_]+)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)", Pattern.DOTALL);

    private JsonReader() {}

    static Map<String, @Nullable Object> object(String json) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Matcher field = TEXT_FIELD.matcher(json);
        while (field.find()) {
            fields.putIfAbsent(field.group(1), unescaped(field.group(2)));
        }
        return fields;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1))));
    }

    private static String character(String escape) {
        return switch (escape.charAt(0)) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'u' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }
}
