package io.bhiv.biometric.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a signature covers: headers and the raw body.
 *
 * <p>The bytes are those of the wire. They are shared, not copied: they must not be changed.
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignedRequest(Headers headers, byte[] body) {

    /** Without the body and without signatures. */
    @Override
    public String toString() {
        return "SignedRequest[" + body.length + " bytes]";
    }

    /** Headers of a request, looked up without regard to case. */
    @FunctionalInterface
    public interface Headers {

        /** All values of the header in the order they came; empty when it is absent. */
        List<String> values(String name);

        /** A fixed set of headers, for deliveries that did not come over HTTP. */
        static Headers of(Map<String, String> headers) {
            Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.forEach((name, value) ->
                    byName.computeIfAbsent(name, absent -> new ArrayList<>()).add(value));
            return name -> byName.getOrDefault(name, List.of());
        }
    }
}
