package io.bhiv.bucket;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A queue of few packets whose waiting requests nothing but the protocol itself wakes: tests of either share one service. */
public final class NarrowService implements QuarkusTestProfile {

    static final int MAX_DEPTH = 500;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("bridge.bucket.ingest.max-depth", Integer.toString(MAX_DEPTH), "bridge.bucket.lease.tick", "10h");
    }
}
