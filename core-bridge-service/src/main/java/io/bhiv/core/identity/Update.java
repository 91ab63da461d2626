package io.bhiv.core.identity;

import io.bhiv.kit.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An update with its identity: what the journal stores, the pending list holds and Kafka gets.
 *
 * @param record the Kafka value (JSON in the shape of {@link io.bhiv.model.core.CoreUpdate}), composed once from the bytes that were sent
 * @param key the idempotency key; null where none was sent
 */
@SuppressWarnings("ArrayRecordComponent") // The record's bytes are composed once and never changed.
public record Update(
        UUID id,
        String module,
        String sessionId,
        byte[] record,
        @Nullable IdempotencyKey key) {

    /** Gives a submission its identity. Without a session of its own it becomes one by itself. */
    public static Update of(UUID id, Submission submission, @Nullable IdempotencyKey key) {
        String session = submission.sessionId();
        String sessionId = session == null ? id.toString() : session;
        byte[] record = compose(id, UpdateIds.timeOf(id).toString(), sessionId, submission);
        return new Update(id, submission.module(), sessionId, record, key);
    }

    /** The record without our fields: equal for two submissions where the module sent the same twice. */
    public static byte[] fingerprint(Submission submission) {
        String session = submission.sessionId();
        return compose(new UUID(0, 0), "", session == null ? "" : session, submission);
    }

    private static byte[] compose(UUID id, String receivedAt, String sessionId, Submission submission) {
        byte[] head = ("{\"update_id\":\"" + id + "\",\"module\":\"" + submission.module() + "\",\"session_id\":\""
                        + JsonText.escaped(sessionId) + "\",\"received_at\":\"" + receivedAt + "\",\"data\":")
                .getBytes(StandardCharsets.UTF_8);
        byte[] extra = submission.extra();
        ByteArrayOutputStream record =
                new ByteArrayOutputStream(head.length + submission.data().length + extra.length + 2);
        record.writeBytes(head);
        record.writeBytes(submission.data());
        if (extra.length > 0) {
            record.write(',');
            record.writeBytes(extra);
        }
        record.write('}');
        return record.toByteArray();
    }

    public Instant receivedAt() {
        return UpdateIds.timeOf(id);
    }

    /** Bytes this update takes in a queue. */
    public long weight() {
        return record.length + 256L;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Update that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Never shows what was sent. */
    @Override
    public String toString() {
        return "Update[" + id + " " + module + "]";
    }
}
