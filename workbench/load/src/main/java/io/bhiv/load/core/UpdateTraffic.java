package io.bhiv.load.core;

import io.bhiv.load.body.PostHead;
import io.bhiv.load.http.Answer;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.track.AnswerIds;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.play.module.UpdateStream;
import java.nio.ByteBuffer;

/** Updates of modules, each with new values; every acknowledged update id goes into the ledger. */
final class UpdateTraffic implements Traffic {

    private final UpdateStream updates;
    private final PostHead head;
    private final AnswerIds ids;

    UpdateTraffic(String host, long seed, DeliveryLedger ledger) {
        this.updates = new UpdateStream(seed);
        this.head = new PostHead(host, "/core/update", updates.length());
        this.ids = new AnswerIds("update_id", ledger);
    }

    @Override
    public void write(int connection, ByteBuffer out) {
        head.write(out);
        updates.write(out);
    }

    @Override
    public void answered(int connection, Answer answer) {
        ids.take(answer);
    }

    int bodyLength() {
        return updates.length();
    }

    long withoutId() {
        return ids.withoutId();
    }
}
