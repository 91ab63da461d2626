package io.bhiv.kit.lines;

import io.bhiv.kit.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a log: a time, an event and its fields, in the order given. */
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
            fields.add(JsonText.quoted(name) + ":" + (bare ? value.toString() : JsonText.quoted(value.toString())));
        }
        return this;
    }

    /** The whole line, without its end. */
    public String at(Instant time) {
        return "{\"timestamp\":\"" + time + "\"," + String.join(",", fields) + "}";
    }
}
