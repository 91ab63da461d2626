package io.bhiv.load.track;

import io.bhiv.load.http.Answer;
import java.nio.charset.StandardCharsets;

/** Records in the ledger every id that an acknowledging answer names. One thread only. */
public final class AnswerIds {

    private final byte[] member;
    private final DeliveryLedger ledger;
    private long withoutId;

    /** @param member the JSON member that holds an id, for example {@code event_id} */
    public AnswerIds(String member, DeliveryLedger ledger) {
        this.member = ('"' + member + '"').getBytes(StandardCharsets.US_ASCII);
        this.ledger = ledger;
    }

    /** How many ids it named; refusals name none. */
    public int take(Answer answer) {
        if (!answer.isAcknowledged()) {
            return 0;
        }
        int ids = 0;
        int from = answer.stringValueAt(member);
        while (from >= 0) {
            int end = answer.endOfString(from);
            ledger.acknowledged(IdHash.of(answer.bytes(), from, end), answer.dueNanos());
            ids++;
            from = answer.stringValueAt(member, end);
        }
        if (ids == 0) {
            withoutId++;
        }
        return ids;
    }

    /** Acknowledgements that named no id and so cannot be followed. */
    public long withoutId() {
        return withoutId;
    }
}
