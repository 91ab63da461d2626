package io.bhiv.automation.engine.action;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one record to Kafka; completes when the brokers acknowledged it. */
@FunctionalInterface
public interface RecordPublisher {

    Uni<Void> publish(String topic, @Nullable String key, byte[] value, Map<String, String> headers);
}
