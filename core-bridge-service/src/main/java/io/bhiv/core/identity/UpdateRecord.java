package io.bhiv.core.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Puts the Kafka value together ({@link io.bhiv.model.core.CoreUpdate} as JSON) from the bytes that were sent. Done once
 * per update; every copy of a record is these bytes.
 */
public final class UpdateRecord {

    private UpdateRecord() {}

    public static byte[] compose(UUID id, String receivedAt, String sessionId, Submission submission) {
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

    /** What makes two submissions the same: everything the module said, and nothing of ours. */
    public static byte[] fingerprint(Submission submission) {
        String session = submission.sessionId();
        return compose(new UUID(0, 0), "", session == null ? "" : session, submission);
    }
}
