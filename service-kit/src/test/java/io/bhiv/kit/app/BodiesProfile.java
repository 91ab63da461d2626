package io.bhiv.kit.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Little room for bodies and answers, and little patience. */
public final class BodiesProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "bridge.bodies.at-once", "256K", "bridge.bodies.deadline", "3s", "bridge.bodies.answer-deadline", "3s");
    }
}
