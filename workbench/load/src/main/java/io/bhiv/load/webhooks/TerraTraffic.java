package io.bhiv.load.webhooks;

import io.bhiv.load.http.Answer;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.track.AnswerIds;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.play.webhook.TerraStream;
import java.nio.ByteBuffer;

/** Terra webhooks, each new and signed as it is sent; every acknowledged event id goes into the ledger. */
final class TerraTraffic implements Traffic {

    private final TerraStream webhooks;
    private final AnswerIds ids;

    TerraTraffic(TerraStream webhooks, DeliveryLedger ledger) {
        this.webhooks = webhooks;
        this.ids = new AnswerIds("event_id", ledger);
    }

    @Override
    public void write(int connection, ByteBuffer out) {
        webhooks.write(out);
    }

    @Override
    public void answered(int connection, Answer answer) {
        ids.take(answer);
    }

    int bodyLength() {
        return webhooks.bodyLength();
    }

    long withoutId() {
        return ids.withoutId();
    }
}
