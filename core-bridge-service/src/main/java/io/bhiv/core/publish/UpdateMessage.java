package io.bhiv.core.publish;

import io.bhiv.core.identity.Update;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.model.topic.TraceParent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The Kafka form of an update: keyed by session, its id in the header {@code ce_id}. */
public final class UpdateMessage {

    private static final byte[] TYPE = "io.bhiv.core.update.v1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SOURCE = "/core-bridge".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VERSION = "1.0".getBytes(StandardCharsets.UTF_8);
    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.UTF_8);

    private UpdateMessage() {}

    public static ProducerRecord<String, byte[]> of(Update update) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(Topics.CORE_UPDATES, update.sessionId(), update.record());
        message.headers()
                .add(Headers.CE_ID, update.id().toString().getBytes(StandardCharsets.UTF_8))
                .add(Headers.CE_SPECVERSION, VERSION)
                .add(Headers.CE_TYPE, TYPE)
                .add(Headers.CE_SOURCE, SOURCE)
                .add(Headers.TRACEPARENT, TraceParent.ofId(update.id()).getBytes(StandardCharsets.UTF_8))
                .add(Headers.CONTENT_TYPE, JSON);
        return message;
    }
}
