package io.bhiv.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain values as JSON. By hand: half a surrogate pair stays an escape, which Jackson does for all text or for none. */
final class JsonWriter {

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    /** Throws {@code IllegalArgumentException} for what has no place in JSON. */
    static String write(@Nullable Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(text);
            case Boolean truth -> out.append(truth);
            case Double number when !Double.isFinite(number) -> throw notJson("a number that is not finite");
            case Float number when !Float.isFinite(number) -> throw notJson("a number that is not finite");
            case Number number -> out.append(number);
            case Map<?, ?> map -> object(map);
            case Iterable<?> items -> array(items);
            default -> throw notJson(value.getClass().getName());
        }
    }

    private void object(Map<?, ?> map) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw notJson("a map with keys that are no strings");
            }
            out.append(separator);
            string(name);
            out.append(':');
            value(entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void array(Iterable<?> items) {
        out.append('[');
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            value(item);
            separator = ",";
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            switch (one) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (one < 0x20 || Character.isSurrogate(one)) {
                        out.append("\\u%04x".formatted((int) one));
                    } else {
                        out.append(one);
                    }
                }
            }
        }
        out.append('"');
    }

    private static IllegalArgumentException notJson(String what) {
        return new IllegalArgumentException("not JSON: " + what);
    }
}
