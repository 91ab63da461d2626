package io.bhiv.bucket;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The settings of every test that needs no others, so that they share one service. */
public final class OneService implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "BUCKET_CORS_ORIGINS", "https://learn.example",
                // A locked table is noticed soon.
                "bridge.store.lock-timeout", "1s",
                // Kafka is tried again soon after an outage, not after a minute.
                "bridge.kafka.breaker.open-for", "1s",
                "bridge.kafka.request-timeout", "2s",
                "bridge.kafka.delivery-timeout", "3s");
    }
}
