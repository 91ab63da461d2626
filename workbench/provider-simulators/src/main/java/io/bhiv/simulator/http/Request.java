package io.bhiv.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param headers by name in lower case
 */
public record Request(String method, String path, Parameters query, Map<String, String> headers, byte[] body) {

    private static final String BEARER = "bearer ";

    public boolean is(String wantedMethod, String wantedPath) {
        return method.equals(wantedMethod) && path.equals(wantedPath);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The access token. */
    public Optional<String> bearer() {
        return header("authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /** The body as a form; empty where it is something else. */
    public Parameters form() {
        boolean isForm = header("content-type")
                .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        return Parameters.parse(isForm ? text() : null);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Queries, headers and bodies may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
