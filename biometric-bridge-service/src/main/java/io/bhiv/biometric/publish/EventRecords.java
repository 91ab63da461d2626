package io.bhiv.biometric.publish;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.trigger.Urgency;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.model.topic.TraceParent;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events and triggers as Kafka records: CloudEvents 1.0 binary mode, keyed by person. The key decides the partition, so
 * what concerns one person stays in order. No header carries a measurement.
 */
@ApplicationScoped
class EventRecords {

    private static final byte[] JSON = utf8("application/json");
    private static final byte[] SPECVERSION = utf8("1.0");
    private static final byte[] EVENT_TYPE = utf8("bio.measurement.v1");
    private static final byte[] TRIGGER_TYPE = utf8("bio.trigger.v1");
    private static final byte[] EVENT_SCHEMA = utf8(BiometricEvent.SCHEMA_ID);

    /** Everything the delivery gave rise to, each event before the triggers that it fired. */
    List<ProducerRecord<String, byte[]>> of(NormalisedDelivery normalised) {
        Delivery delivery = normalised.delivery();
        byte[] deliveryId = utf8(delivery.eventId().toString());
        byte[] traceparent = utf8(traceparent(delivery));
        List<BiometricEvent> events = normalised.normalised().events();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>(events.size());
        for (int at = 0; at < events.size(); at++) {
            List<HealthTrigger> fired = normalised.fired().get(at);
            records.add(record(events.get(at), Urgency.priority(fired), deliveryId, traceparent));
            if (normalised.triggersPublished()) {
                fired.forEach(trigger -> records.add(record(trigger, deliveryId, traceparent)));
            }
        }
        return records;
    }

    private ProducerRecord<String, byte[]> record(
            BiometricEvent event, Priority priority, byte[] deliveryId, byte[] traceparent) {
        String person = event.subject().subjectId();
        var record = new ProducerRecord<String, byte[]>(Topics.BIOMETRIC_EVENTS, person, EventJson.bytes(event));
        String source = "/tenants/" + event.tenantId() + "/connections/"
                + event.subject().connectionId();
        addHeaders(
                record,
                event.eventId(),
                source,
                EVENT_TYPE,
                person,
                event.provenance().receivedAt(),
                priority);
        record.headers()
                .add(Headers.CE_DATASCHEMA, EVENT_SCHEMA)
                .add(Headers.CE_TRACEPARENT, traceparent)
                .add(Headers.TRACEPARENT, traceparent)
                .add(Headers.DELIVERY_EVENT_ID, deliveryId);
        return record;
    }

    private ProducerRecord<String, byte[]> record(HealthTrigger trigger, byte[] deliveryId, byte[] traceparent) {
        String person = trigger.subjectId();
        var record = new ProducerRecord<String, byte[]>(Topics.HEALTH_EVENTS, person, EventJson.bytes(trigger));
        String source = "/tenants/" + trigger.tenantId() + "/rules/" + trigger.rule();
        Priority priority = Urgency.priority(trigger);
        addHeaders(record, trigger.triggerId(), source, TRIGGER_TYPE, person, trigger.receivedAt(), priority);
        record.headers()
                .add(Headers.CE_TRACEPARENT, traceparent)
                .add(Headers.TRACEPARENT, traceparent)
                .add(Headers.DELIVERY_EVENT_ID, deliveryId);
        return record;
    }

    /** A trigger of a person's night; it came of no single delivery. */
    ProducerRecord<String, byte[]> of(FiredTrigger trigger) {
        String person = trigger.subjectId();
        var record = new ProducerRecord<>(Topics.HEALTH_EVENTS, person, trigger.body());
        String source = "/tenants/" + trigger.tenantId() + "/rules/" + trigger.rule();
        byte[] traceparent = utf8(TraceParent.ofId(trigger.triggerId()));
        addHeaders(
                record,
                trigger.triggerId(),
                source,
                TRIGGER_TYPE,
                person,
                trigger.firedAt(),
                Urgency.priority(trigger.severity()));
        record.headers().add(Headers.CE_TRACEPARENT, traceparent).add(Headers.TRACEPARENT, traceparent);
        return record;
    }

    private static void addHeaders(
            ProducerRecord<String, byte[]> record,
            UUID id,
            String source,
            byte[] type,
            String person,
            Instant time,
            Priority priority) {
        record.headers()
                .add(Headers.CONTENT_TYPE, JSON)
                .add(Headers.PRIORITY, utf8(priority.wireName()))
                .add(Headers.CE_SPECVERSION, SPECVERSION)
                .add(Headers.CE_ID, utf8(id.toString()))
                .add(Headers.CE_SOURCE, utf8(source))
                .add(Headers.CE_TYPE, type)
                .add(Headers.CE_SUBJECT, utf8(person))
                .add(Headers.CE_PARTITIONKEY, utf8(person))
                .add(Headers.CE_TIME, utf8(time.toString()));
    }

    /** Continues the caller's trace; without one the delivery's own id is the trace, so that logs and records can be joined. */
    private static String traceparent(Delivery delivery) {
        String came = delivery.traceparent();
        return came == null ? TraceParent.ofId(delivery.eventId()) : came;
    }

    private static byte[] utf8(@Nullable String text) {
        return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    }
}
