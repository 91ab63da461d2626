package io.bhiv.kit.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Where the tables of every service are, here: tests that need them share one application with those that need nothing. What fails is
 * retried after short pauses.
 */
public final class OwnSchema implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.flyway.default-schema", "kit",
                "bridge.intake.longest-pause", "1s",
                "bridge.auth.open-hosts", OpenModeIT.NAMED);
    }
}
