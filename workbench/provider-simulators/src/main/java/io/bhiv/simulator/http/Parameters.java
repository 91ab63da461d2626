package io.bhiv.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a query or a form; a name may come several times. */
public record Parameters(Map<String, List<String>> values) {

    /** From {@code a=1&b=2}; throws an IllegalArgumentException where an escape is broken. */
    public static Parameters parse(@Nullable String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
                            .add(decoded(pair.substring(equals + 1)));
                }
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The first that is not empty. */
    public Optional<String> first(String name) {
        return all(name).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** These and the others, these first. */
    public Parameters and(Parameters others) {
        Map<String, List<String>> both = new LinkedHashMap<>();
        values.forEach((name, some) -> both.put(name, new ArrayList<>(some)));
        others.values.forEach((name, some) ->
                both.computeIfAbsent(name, absent -> new ArrayList<>()).addAll(some));
        return new Parameters(both);
    }

    /** Values may be secrets. */
    @Override
    public String toString() {
        return "Parameters" + values.keySet();
    }
}
