package io.bhiv.core.lines;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a log: an event and its fields, in the order given. */
public final class JsonLine {

    private final List<String> fields = new ArrayList<>(8);

    private JsonLine(String event) {
        with("event", event);
    }

    public static JsonLine of(String event) {
        return new JsonLine(event);
    }

    /** Adds a field; numbers and booleans as they are, null left out, all else as text. */
    public JsonLine with(String name, @Nullable Object value) {
        if (value != null) {
            boolean bare = value instanceof Number || value instanceof Boolean;
            fields.add(quoted(name) + ":" + (bare ? value.toString() : quoted(value.toString())));
        }
        return this;
    }

    /** The whole line, without its end. */
    String at(Instant time) {
        return "{\"timestamp\":\"" + time + "\"," + String.join(",", fields) + "}";
    }

    private static String quoted(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
