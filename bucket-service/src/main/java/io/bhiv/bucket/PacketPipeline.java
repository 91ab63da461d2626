package io.bhiv.bucket;

import io.bhiv.bucket.dead.DeadStore;
import io.bhiv.bucket.dead.DeadStore.DeadPacket;
import io.bhiv.bucket.dead.DeadStore.Preview;
import io.bhiv.bucket.dead.DeadStore.Selection;
import io.bhiv.bucket.intake.CoreUpdateHandler;
import io.bhiv.bucket.intake.IncomingUpdate.ReceivedUpdate;
import io.bhiv.bucket.journal.PacketJournal;
import io.bhiv.bucket.journal.PacketJournal.Stored;
import io.bhiv.bucket.karma.KarmaConsumer;
import io.bhiv.bucket.lease.ClaimStore;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseMemory;
import io.bhiv.bucket.object.ObjectStore;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.publish.PacketPublisher;
import io.bhiv.bucket.publish.SyncResultPublisher;
import io.bhiv.bucket.relay.AfterCommit;
import io.bhiv.bucket.relay.Committed;
import io.bhiv.bucket.relay.LongPoll;
import io.bhiv.bucket.settle.Settled;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.bucket.settle.Settler;
import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.commit.CallerMayLeave;
import io.bhiv.kit.loop.Step;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The life of a packet, and of a core update, from arrival to end. Every step is called from here and from nowhere else.
 *
 * <p>A packet is ingested: committed with its place in the queue and in the outbox, and only then acknowledged. It is
 * published from the outbox. It is leased to one consumer at a time, and settled: processed, given back, or dead. A dead
 * packet may be redriven. A core update is stored as an object and answered. Between the steps everything is in PostgreSQL.
 */
@ApplicationScoped
public class PacketPipeline implements AfterCommit, KarmaConsumer.Queue, CoreUpdateHandler {

    private final PacketJournal journal;
    private final Committed committed;
    private final PacketPublisher publisher;
    private final LongPoll longPoll;
    private final ClaimStore claims;
    private final LeaseMemory memory;
    private final Settler settler;
    private final DeadStore dead;
    private final ObjectStore objects;
    private final SyncResultPublisher syncResults;
    private final StatusBoard board;

    PacketPipeline(
            PacketJournal journal,
            Committed committed,
            PacketPublisher publisher,
            LongPoll longPoll,
            ClaimStore claims,
            LeaseMemory memory,
            Settler settler,
            DeadStore dead,
            ObjectStore objects,
            SyncResultPublisher syncResults,
            StatusBoard board) {
        this.journal = journal;
        this.committed = committed;
        this.publisher = publisher;
        this.longPoll = longPoll;
        this.claims = claims;
        this.memory = memory;
        this.settler = settler;
        this.dead = dead;
        this.objects = objects;
        this.syncResults = syncResults;
        this.board = board;
    }

    /** Completes when the packets are committed with fsync; one result per packet, in order. */
    public Uni<List<Stored>> ingest(List<Packet> packets) {
        return CallerMayLeave.during(journal.append(packets)
                .invoke(board::outdate)
                .invoke(stored -> committed.announce(Stored.countFresh(stored))));
    }

    /** Moves the oldest committed batches to Kafka; called by the relay after each commit and once a second. */
    @Override
    public Uni<Step> publish() {
        return publisher.publishOldest();
    }

    /** Lets another replica publish at once; called when this one stops. */
    @Override
    public Uni<Void> handOverPublishing() {
        return publisher.handOver();
    }

    /** Leases what is due, waiting for it as long as the request allows. The caller bounds how much of it is held. */
    @Override
    public Uni<Lease> lease(Lease.Request request) {
        return longPoll.await(request.maxWait(), Lease::isEmpty, () -> claims.claim(request));
    }

    /** The same for an answer; {@code room} holds it until it has been sent. */
    public Uni<Lease> lease(Lease.Request request, LeaseMemory.Room room) {
        return longPoll.await(request.maxWait(), Lease::isEmpty, () -> claims.claim(request, room));
    }

    /** For one answer with packets. */
    public LeaseMemory.Room room() {
        return memory.room();
    }

    @Override
    public void onCommit(Runnable listener) {
        committed.listen(listener);
    }

    /** Returns what is due, oldest first, without leasing it; {@code room} holds it until it has been sent. */
    public Uni<List<Lease.Packet>> peek(int limit, LeaseMemory.Room room) {
        return claims.peek(limit, room);
    }

    /** How many packets are due, counted up to {@code limit}. */
    @Override
    public Uni<Integer> due(int limit) {
        return claims.due(limit);
    }

    /** Moves the end of a live lease; empty if the lease is over or unknown. */
    public Uni<Optional<Lease.Extension>> extend(UUID leaseId, Duration leaseTime) {
        return claims.extend(leaseId, leaseTime);
    }

    /** Ids of the packets under a live lease. */
    public Uni<List<String>> held(UUID leaseId) {
        return claims.held(leaseId);
    }

    /** Ends leases; one outcome per settlement, in order. */
    @Override
    public Uni<List<Settled>> settle(List<Settlement> settlements) {
        return settler.settle(settlements).invoke(board::outdate);
    }

    /** Selected dead packets, oldest first, those after {@code after}. */
    public Uni<List<DeadPacket>> dead(Selection selection, long after) {
        return dead.list(selection, after);
    }

    /** What {@link #redrive} would put back. */
    public Uni<Preview> previewRedrive(Selection selection) {
        return dead.preview(selection);
    }

    /** Puts dead packets back into the queue with a new set of attempts; returns how many. */
    public Uni<Integer> redrive(Selection selection) {
        return CallerMayLeave.during(dead.redrive(selection).invoke(committed::announce));
    }

    /** Stores core updates as objects and publishes one result for each; completes when both are done. */
    @Override
    public Uni<Void> store(List<ReceivedUpdate> updates) {
        return objects.store(ReceivedUpdate.readable(updates))
                .chain(storedAt -> syncResults.publish(updates, storedAt));
    }
}
