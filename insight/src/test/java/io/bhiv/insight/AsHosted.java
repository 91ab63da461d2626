package io.bhiv.insight;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** What the service that hosts the page configures. */
public final class AsHosted implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.flyway.schemas", "host",
                "quarkus.flyway.default-schema", "host",
                "quarkus.flyway.locations", "db/kit");
    }
}
