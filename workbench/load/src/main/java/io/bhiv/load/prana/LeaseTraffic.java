package io.bhiv.load.prana;

import io.bhiv.load.body.PostHead;
import io.bhiv.load.http.Answer;
import io.bhiv.load.http.Failure;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.track.AnswerIds;
import io.bhiv.load.track.DeliveryLedger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Consumers: each connection leases a hundred packets, acknowledges them, and leases again. Every leased packet goes into the ledger,
 * so one that is leased twice shows.
 */
final class LeaseTraffic implements Traffic {

    private static final byte[] LEASE_ID = "\"lease_id\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK = "{\"limit\":100}".getBytes(StandardCharsets.US_ASCII);

    private final String host;
    private final PostHead lease;
    private final AnswerIds ids;
    private final @Nullable String[] held;
    private final int[] size;
    private long acknowledged;
    private long emptyLeases;

    LeaseTraffic(String host, int connections, DeliveryLedger ledger) {
        this.host = host;
        this.lease = new PostHead(host, "/api/v1/leases", ASK.length);
        this.ids = new AnswerIds("packet_id", ledger);
        this.held = new String[connections];
        this.size = new int[connections];
    }

    @Override
    public void write(int connection, ByteBuffer out) {
        String leased = held[connection];
        if (leased == null) {
            lease.write(out);
            out.put(ASK);
        } else {
            new PostHead(host, "/api/v1/leases/" + leased + ":ack", 2).write(out);
            out.put((byte) '{').put((byte) '}');
        }
    }

    @Override
    public void answered(int connection, Answer answer) {
        if (held[connection] != null) {
            acknowledged += answer.isAcknowledged() ? size[connection] : 0;
            held[connection] = null;
            return;
        }
        size[connection] = ids.take(answer);
        if (size[connection] == 0) {
            emptyLeases++;
            return;
        }
        int from = answer.stringValueAt(LEASE_ID);
        byte[] id = Arrays.copyOfRange(answer.bytes(), from, answer.endOfString(from));
        held[connection] = new String(id, StandardCharsets.US_ASCII);
    }

    @Override
    public void failed(int connection, Failure failure) {
        held[connection] = null;
    }

    /** Packets whose lease was acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    long emptyLeases() {
        return emptyLeases;
    }
}
