package io.bhiv.load.prana;

import io.bhiv.load.body.PostHead;
import io.bhiv.load.http.Answer;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.track.AnswerIds;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.play.prana.PacketStream;
import java.nio.ByteBuffer;

/** Packets on their way in, one in a request or many. */
final class IngestTraffic implements Traffic {

    private final PacketStream packet;
    private final int batch;
    private final PostHead head;
    private final AnswerIds ids;
    private long packets;

    /** @param batch packets in a request; 1 posts them singly */
    IngestTraffic(String host, PacketStream packet, int batch, DeliveryLedger ledger) {
        this.packet = packet;
        this.batch = batch;
        String path = "/api/v1/bucket/prana/ingest" + (batch == 1 ? "" : "/batch");
        // Brackets and the commas between.
        int length = batch == 1 ? packet.length() : batch * packet.length() + batch + 1;
        this.head = new PostHead(host, path, length);
        this.ids = new AnswerIds("packet_id", ledger);
    }

    @Override
    public void write(int connection, ByteBuffer out) {
        head.write(out);
        if (batch == 1) {
            packet.write(out);
            return;
        }
        for (int i = 0; i < batch; i++) {
            out.put((byte) (i == 0 ? '[' : ','));
            packet.write(out);
        }
        out.put((byte) ']');
    }

    @Override
    public void answered(int connection, Answer answer) {
        packets += ids.take(answer);
    }

    /** Packets that were acknowledged, warm-up included. */
    long packets() {
        return packets;
    }

    long withoutId() {
        return ids.withoutId();
    }
}
