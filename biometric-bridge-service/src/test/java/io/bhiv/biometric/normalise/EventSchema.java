package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.model.biometric.BiometricEvent;
import java.nio.charset.StandardCharsets;

/** The shipped schema, put to events as they go over the wire. */
final class EventSchema {

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(BiometricEvent.class.getResourceAsStream(BiometricEvent.SCHEMA_RESOURCE));

    private EventSchema() {}

    static void assertValid(Iterable<BiometricEvent> events) {
        for (BiometricEvent event : events) {
            String json = new String(EventJson.bytes(event), StandardCharsets.UTF_8);
            assertThat(SCHEMA.validate(
                            json,
                            InputFormat.JSON,
                            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                    .as(json)
                    .isEmpty();
        }
    }
}
