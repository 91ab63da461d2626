package io.bhiv.automation.engine.action;

import java.util.List;
import java.util.Optional;

/** The settings an object may hold: what is not named here is an error, because a typo must never switch something off. */
public record Shape(List<Setting> keys) {

    public Shape {
        keys = List.copyOf(keys);
    }

    public static Shape of(Setting... keys) {
        return new Shape(List.of(keys));
    }

    public Optional<Setting> find(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /**
     * One setting.
     *
     * @param says what it means, for the schema
     */
    public record Setting(String name, Kind kind, boolean required, String says) {

        public static Setting required(String name, Kind kind, String says) {
            return new Setting(name, kind, true, says);
        }

        public static Setting optional(String name, Kind kind, String says) {
            return new Setting(name, kind, false, says);
        }
    }

    /** What a value may be. */
    public sealed interface Kind {
        record Text(int most) implements Kind {}

        /** An http or https address; what is a secret by reference in it is not looked at. */
        record Address(int most) implements Kind {}

        record Choice(List<String> words) implements Kind {}

        record Flag() implements Kind {}

        record Whole(long least, long most) implements Kind {}

        record Anything() implements Kind {}

        record AnyObject() implements Kind {}

        /** An object whose values are all texts. */
        record TextMap() implements Kind {}

        record ListOf(Kind of, int most) implements Kind {}

        record Nested(Shape shape) implements Kind {}
    }
}
