package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Everything that is wrong with one file: what the schema found, and what binding adds to it. */
final class Violations {

    private final List<Violation> all;
    private final TreeSet<String> pointers = new TreeSet<>();

    Violations(List<Violation> found) {
        all = new ArrayList<>(found);
        found.forEach(violation -> pointers.add(violation.pointer()));
    }

    List<Violation> all() {
        return all;
    }

    void add(String at, String says) {
        all.add(new Violation(at, says));
    }

    /** Whether the schema found nothing wrong at a place or below it, so that it can be bound. */
    boolean isSound(String at) {
        String below = pointers.ceiling(at + "/");
        return !pointers.contains(at) && (below == null || !below.startsWith(at + "/"));
    }

    /** What a parser makes of a text; its refusal becomes a violation. */
    <T> Optional<T> parsed(String at, String text, Function<String, T> parser, String expected) {
        try {
            return Optional.of(parser.apply(text));
        } catch (DateTimeException refused) {
            add(at, "this must be " + expected);
        } catch (IllegalArgumentException refused) {
            add(at, String.valueOf(refused.getMessage()));
        }
        return Optional.empty();
    }

    /** An ISO-8601 duration within bounds. */
    Duration duration(JsonNode parent, String at, String key, Duration least, Duration most, Duration otherwise) {
        if (!parent.has(key)) {
            return otherwise;
        }
        Optional<Duration> duration = parsed(
                at + "/" + key, parent.path(key).asText(), Duration::parse, "an ISO-8601 duration such as PT30S");
        if (duration.filter(read -> read.compareTo(least) < 0 || read.compareTo(most) > 0)
                .isPresent()) {
            add(at + "/" + key, "this must be a duration from " + least + " to " + most);
        }
        return duration.orElse(otherwise);
    }
}
