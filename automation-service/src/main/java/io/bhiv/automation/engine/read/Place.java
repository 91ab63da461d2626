package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A value of the file and where it stands. Asking it for something it is not notes a violation and goes on with the
 * fallback, so that one look finds everything that is wrong.
 */
record Place(JsonNode json, String pointer, List<Violation> violations) {

    static Place root(JsonNode json) {
        return new Place(json, "", new ArrayList<>());
    }

    Place at(String key) {
        return new Place(json.path(key), pointer + "/" + key.replace("~", "~0").replace("/", "~1"), violations);
    }

    List<Place> items() {
        List<Place> items = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            items.add(new Place(json.path(i), pointer + "/" + i, violations));
        }
        return items;
    }

    boolean has(String key) {
        return json.has(key);
    }

    void wrong(String says) {
        violations.add(new Violation(pointer, says));
    }

    /** Checks that this is an object with these keys and no others. */
    boolean isObjectOf(Set<String> allowed, Set<String> required) {
        if (!json.isObject()) {
            wrong("this must be an object");
            return false;
        }
        ((ObjectNode) json).fieldNames().forEachRemaining(key -> {
            if (!allowed.contains(key)) {
                at(key).wrong("unknown key '" + key + "'" + Nearest.hint(key, allowed));
            }
        });
        required.stream().filter(key -> !json.has(key)).sorted().forEach(key -> wrong("'" + key + "' is missing"));
        return required.stream().allMatch(json::has);
    }

    Optional<String> text(int most) {
        if (!json.isTextual() || json.asText().isBlank() || json.asText().length() > most) {
            wrong("this must be a text of 1 to " + most + " characters");
            return Optional.empty();
        }
        return Optional.of(json.asText());
    }

    String text(int most, String otherwise) {
        return text(most).orElse(otherwise);
    }

    long whole(long least, long most, long otherwise) {
        if (!json.isIntegralNumber() || !json.canConvertToLong() || json.asLong() < least || json.asLong() > most) {
            wrong("this must be a whole number from " + least + " to " + most);
            return otherwise;
        }
        return json.asLong();
    }

    double number(double least, double most, double otherwise) {
        if (!json.isNumber() || json.asDouble() < least || json.asDouble() > most) {
            wrong("this must be a number from " + least + " to " + most);
            return otherwise;
        }
        return json.asDouble();
    }

    boolean flag(boolean otherwise) {
        if (!json.isBoolean()) {
            wrong("this must be true or false");
            return otherwise;
        }
        return json.asBoolean();
    }

    /** An ISO-8601 duration such as {@code PT30S} or {@code P1D} within bounds. */
    Duration duration(Duration least, Duration most, Duration otherwise) {
        return parsed(Duration::parse, "an ISO-8601 duration such as PT30S")
                .filter(read -> {
                    boolean fits = read.compareTo(least) >= 0 && read.compareTo(most) <= 0;
                    if (!fits) {
                        wrong("this must be a duration from " + least + " to " + most);
                    }
                    return fits;
                })
                .orElse(otherwise);
    }

    <T extends Enum<T>> T choice(T[] all, Function<T, String> word, T otherwise) {
        for (T one : all) {
            if (json.isTextual() && json.asText().equals(word.apply(one))) {
                return one;
            }
        }
        List<String> words = Arrays.stream(all).map(word).toList();
        wrong("this must be one of " + String.join(", ", words) + Nearest.hint(json.asText(), Set.copyOf(words)));
        return otherwise;
    }

    <T> Optional<T> parsed(Function<String, T> parser, String what) {
        if (!json.isTextual()) {
            wrong("this must be " + what);
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(json.asText()));
        } catch (DateTimeException notOne) {
            wrong("this must be " + what);
        } catch (IllegalArgumentException notOne) {
            wrong(String.valueOf(notOne.getMessage()));
        }
        return Optional.empty();
    }
}
