package io.bhiv.biometric.intake;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Reads {@code terra-biometric-events}, where Terra writes payloads directly.
 *
 * <p>Guarantee: an offset is committed only after the journal confirmed the record. While the journal is away the batch is
 * tried again, for as long as it takes; nothing is skipped. A payload that also came by webhook is a duplicate: by its
 * trace id where the record carries one, else by its bytes.
 */
@ApplicationScoped
class TerraDirectConsumer {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private final DirectRecords sink;

    TerraDirectConsumer(DirectRecords sink) {
        this.sink = sink;
    }

    @Incoming("terra-direct")
    Uni<Void> take(ConsumerRecords<String, byte[]> records) {
        return Multi.createFrom()
                .iterable(records)
                .filter(record -> record.value() != null)
                .onItem()
                .transformToUniAndMerge(this::append)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> append(ConsumerRecord<String, byte[]> record) {
        SignedRequest payload = new SignedRequest(Headers.of(headers(record)), record.value());
        return sink.accept(Delivery.ofDirectTopic(Provider.TERRA, payload))
                .onFailure()
                .invoke(failure -> Log.debugf(
                        "The journal did not take a record of Terra's topic yet [cause=%s]",
                        StoreFailure.summary(failure)))
                .onFailure()
                .retry()
                .withBackOff(FIRST_BACKOFF, LONGEST_BACKOFF)
                .indefinitely()
                .replaceWithVoid();
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }
}
