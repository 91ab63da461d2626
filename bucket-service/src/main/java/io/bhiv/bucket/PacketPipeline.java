package io.bhiv.bucket;

import io.bhiv.bucket.ingest.Intake;
import io.bhiv.bucket.ingest.Stored;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseRequest;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.publish.PacketRelay;
import io.bhiv.bucket.settle.Settled;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.bucket.settle.Settler;
import io.bhiv.bucket.wake.Arrivals;
import io.bhiv.bucket.wake.LongPoll;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The life of a packet, in three acts.
 *
 * <p>It is ingested: committed with its place in the queue and in the outbox, and only then acknowledged; waiting
 * consumers and the relay to Kafka are roused, which is a kindness and no promise. It is leased, to one consumer at a
 * time. It is settled: done, given back, or dead. Between the acts it lives in PostgreSQL alone.
 */
@ApplicationScoped
public class PacketPipeline {

    private final Intake intake;
    private final Arrivals arrivals;
    private final PacketRelay relay;
    private final LongPoll longPoll;
    private final Settler settler;

    PacketPipeline(Intake intake, Arrivals arrivals, PacketRelay relay, LongPoll longPoll, Settler settler) {
        this.intake = intake;
        this.arrivals = arrivals;
        this.relay = relay;
        this.longPoll = longPoll;
        this.settler = settler;
    }

    /** Completes when the packets are committed with fsync; one result per packet, in order. */
    public Uni<List<Stored>> ingest(List<Packet> packets) {
        return intake.store(packets).invoke(this::tellOfFresh);
    }

    /** Leases what is due, waiting for it as long as the request says. */
    public Uni<Lease> lease(LeaseRequest request) {
        return longPoll.claim(request);
    }

    /** One outcome per settlement, in order. */
    public Uni<List<Settled>> settle(List<Settlement> settlements) {
        return settler.settle(settlements);
    }

    private void tellOfFresh(List<Stored> stored) {
        int fresh = (int) stored.stream().filter(Stored.Fresh.class::isInstance).count();
        if (fresh > 0) {
            arrivals.announce(fresh);
            relay.nudge();
        }
    }
}
