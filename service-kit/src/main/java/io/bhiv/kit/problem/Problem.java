package io.bhiv.kit.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One RFC 9457 problem.
 *
 * @param detail safe to show to any caller; never taken from the request
 * @param instance the trace id under which the logs have more; null where nothing was traced
 * @param extensions further members, such as {@code pointer} (RFC 6901) or {@code state}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        URI type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String instance,
        @JsonAnyGetter Map<String, Object> extensions,
        @JsonIgnore Map<String, String> headers) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        extensions = Map.copyOf(extensions);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.urn(), type.title(), type.status(), detail, TraceId.current(), Map.of(), Map.of());
    }

    /** A problem at one place of the body; {@code pointer} is a JSON pointer (RFC 6901), empty for the whole body. */
    public static Problem at(String pointer, String detail) {
        return of(ProblemType.MALFORMED, detail).with("pointer", pointer);
    }

    /** A refusal that invites the identical request again after {@code seconds}. */
    public static Problem retryLater(ProblemType type, String detail, long seconds) {
        return of(type, detail).withHeader("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(member, value);
        return new Problem(type, title, status, detail, instance, more, headers);
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(type, title, status, detail, instance, extensions, more);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}
