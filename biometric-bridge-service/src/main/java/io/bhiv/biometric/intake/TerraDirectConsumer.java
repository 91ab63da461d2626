package io.bhiv.biometric.intake;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.status.IntakeCounts.Refusal;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.kit.intake.IntakeHandler;
import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.RecordText;
import io.bhiv.kit.intake.Refused;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.topic.Topics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads {@code terra-biometric-events}, where Terra writes payloads directly.
 *
 * <p>Guarantee: an offset is committed only after the journal confirmed the record; nothing is skipped. A payload that also
 * came by webhook is a duplicate: by its trace id where the record carries one, else by its bytes.
 */
@ApplicationScoped
public class TerraDirectConsumer implements IntakeHandler {

    /** Where the records go; the pipeline implements it. */
    public interface Sink {

        /** Completes after the commit. */
        Uni<Void> accept(Delivery delivery);

        /** Counts records that are no deliveries. */
        void refused(Provider provider, Refusal reason, int records);
    }

    private final Sink sink;

    TerraDirectConsumer(Sink sink) {
        this.sink = sink;
    }

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(
                IntakeSettings.of(Topics.TERRA_BIOMETRIC_EVENTS, "biometric-bridge"),
                this,
                new ParkedTable(pool, "biometric"));
    }

    @Override
    public Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> records) {
        List<Refused> refused = records.stream()
                .filter(record -> record.value() == null)
                .map(record -> new Refused(record, "no value"))
                .toList();
        return Multi.createFrom()
                .iterable(records)
                .filter(record -> record.value() != null)
                .onItem()
                .transformToUniAndMerge(this::append)
                .collect()
                .last()
                .invoke(() -> sink.refused(Provider.TERRA, Refusal.MALFORMED, refused.size()))
                .replaceWith(refused);
    }

    /** What failed alone was counted with each of its attempts. */
    @Override
    public Uni<Void> rejected(Refused record) {
        if (record.isTooLarge()) {
            sink.refused(Provider.TERRA, Refusal.TOO_LARGE, 1);
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> append(ConsumerRecord<String, byte[]> record) {
        SignedRequest payload = new SignedRequest(Headers.of(RecordText.headers(record)), record.value());
        return sink.accept(Delivery.ofDirectTopic(Provider.TERRA, payload));
    }
}
