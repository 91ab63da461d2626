package io.bhiv.load.webhooks;

import io.bhiv.load.body.ByteTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

/** The body of a webhook with holes for what differs; its dates are those of the day on which it is sent. */
public record TerraBody(TerraShape shape) {

    ByteTemplate template(Instant now) {
        try (InputStream resource = TerraBody.class.getResourceAsStream(shape.resource())) {
            if (resource == null) {
                throw new IllegalStateException(shape.resource() + " is not on the class path");
            }
            String text = new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
            String day = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
            return ByteTemplate.of(text.strip().replace("<day>", day));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
