package io.bhiv.stack.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/** The sample payloads beside this class: of a real shape, with invented people. */
final class Samples {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    static ObjectNode read(String provider, String type, Set<String> known) {
        if (!known.contains(type)) {
            throw new BadSetting(
                    provider + " has no type " + type + "; there are " + String.join(", ", new TreeSet<>(known)), null);
        }
        try (InputStream sample = Samples.class.getResourceAsStream("/samples/" + provider + "/" + type + ".json")) {
            if (sample == null) {
                throw new IllegalStateException("The sample " + provider + "/" + type + " is missing from the jar");
            }
            return (ObjectNode) JSON.readTree(sample);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the sample " + provider + "/" + type, e);
        }
    }

    static byte[] bytes(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree must be JSON", e);
        }
    }
}
