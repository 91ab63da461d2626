package io.bhiv.play.webhook;

import io.bhiv.play.body.ByteTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

/** Which real webhook the bodies of a {@link TerraStream} look like. Both are about 1.4 KB; they differ in the number of events. */
public enum TerraShape {
    /** A stress reading: mean RMSSD, mean heart rate and a few samples. */
    STRESS("/stream/terra/stress.json"),
    /** A day's summary: steps, energy, heart, oxygen, strain and scores. */
    DAILY("/stream/terra/daily.json");

    private final String resource;

    TerraShape(String resource) {
        this.resource = resource;
    }

    /** The body with holes for what differs; its dates are those of the day on which it is sent. */
    ByteTemplate template(Instant now) {
        try (InputStream text = TerraShape.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            String day = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
            String body = new String(text.readAllBytes(), StandardCharsets.US_ASCII);
            return ByteTemplate.of(body.strip().replace("<day>", day));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }
}
