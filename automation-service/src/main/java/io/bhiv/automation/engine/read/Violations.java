package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with one file: what the schema found, and what binding adds to it. */
final class Violations {

    /** Nobody reads more at once, and a file can hold more than there is memory for. */
    static final int MOST = 1_000;

    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final List<Violation> all;
    private final TreeSet<String> pointers = new TreeSet<>();

    Violations(List<Violation> found) {
        all = new ArrayList<>(found);
        found.forEach(violation -> pointers.add(violation.pointer()));
    }

    List<Violation> all() {
        return all;
    }

    /** Whether reading on would only add to what is enough. */
    boolean isFull() {
        return all.size() >= MOST;
    }

    void add(String at, String says) {
        all.add(new Violation(at, says));
    }

    /** Whether the schema found nothing wrong at a place or below it, so that it can be bound. */
    boolean isSound(String at) {
        String below = pointers.ceiling(at + "/");
        return !pointers.contains(at) && (below == null || !below.startsWith(at + "/"));
    }

    /** What Jackson makes of a part that the schema accepted; a value that it refuses becomes a violation. */
    <T> Optional<T> bound(JsonNode json, String at, Class<T> type) {
        try {
            return Optional.of(JobFileReader.MAPPER.treeToValue(json, type));
        } catch (JsonMappingException refused) {
            add(at + place(refused), says(refused));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree holds only values that can be read", impossible);
        }
        return Optional.empty();
    }

    private static String place(JsonMappingException refused) {
        return refused.getPath().stream().map(Violations::place).collect(Collectors.joining());
    }

    private static String place(Reference step) {
        return "/" + (step.getFieldName() == null ? step.getIndex() : Violation.segment(step.getFieldName()));
    }

    private static String says(JsonMappingException refused) {
        if (refused instanceof InvalidFormatException wrong) {
            return says(String.valueOf(wrong.getValue()), wrong.getTargetType());
        }
        Throwable cause = refused.getCause() == null ? refused : refused.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static String says(String value, Class<?> type) {
        if (type == Duration.class) {
            return "this must be an ISO-8601 duration such as PT30S";
        }
        if (type == Instant.class) {
            return "this must be an instant such as 2026-01-01T00:00:00Z";
        }
        return type == ZoneId.class
                ? "'" + value + "' is not an IANA time zone" + Suggestion.hint(value, ZoneId.getAvailableZoneIds())
                : "this must be an http or https address";
    }

    void between(Duration duration, Duration least, Duration most, String at) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            add(at, "this must be a duration from " + least + " to " + most);
        }
    }

    /** An instant that every calendar, table and arithmetic of ours can hold; the epoch where none is stated. */
    Instant instant(@Nullable Instant stated, String at) {
        Instant instant = stated == null ? Instant.EPOCH : stated;
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            add(at, "this must be an instant from " + EARLIEST + " to " + LATEST);
        }
        return instant;
    }

    void address(String text, String at) {
        if (!isAddress(text)) {
            add(at, "this must be an http or https address");
        }
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException unreadable) {
            return false;
        }
    }
}
