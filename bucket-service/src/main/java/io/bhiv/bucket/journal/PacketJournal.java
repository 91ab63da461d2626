package io.bhiv.bucket.journal;

import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores packets: requests that arrive together share one statement and one fsync, and one request is never split. */
@ApplicationScoped
public class PacketJournal {

    private static final CommitLimits LIMITS =
            new CommitLimits(512, 1L << 20, 2, 65_536, 64L << 20, Duration.ofSeconds(10));

    private final Admission admission;
    private final GroupCommit<Packet, Stored> commits;
    private final Map<Packet.Family, Counter> families = new EnumMap<>(Packet.Family.class);
    private final Counter unknownStates;
    private final IntakeCounters<Refusal, Reason.None> counters;
    private final Latency latency;

    PacketJournal(
            Admission admission,
            PacketStore store,
            IntakeCounters<Refusal, Reason.None> counters,
            Latencies latencies,
            MeterRegistry meters) {
        this.admission = admission;
        this.counters = counters;
        this.latency = latencies.of(Latencies.ACKNOWLEDGEMENT, "prana");
        this.commits = new GroupCommit<>(LIMITS, Packet::weight, store::insert);
        for (Packet.Family family : Packet.Family.values()) {
            families.put(family, meters.counter("bridge.bucket.packets", "family", family.wireName()));
        }
        this.unknownStates = meters.counter("bridge.bucket.unknown.states");
    }

    /** One result per packet, in order; fails with a problem if the queue is too deep or its packets due too long. */
    public Uni<List<Stored>> append(List<Packet> packets) {
        counters.received(packets.size());
        Optional<Problem> refusal = admission.refusal(packets.size());
        if (refusal.isPresent()) {
            counters.refused(Refusal.QUEUE_FULL, packets.size());
            return Uni.createFrom().failure(refusal.get().asException());
        }
        long begun = System.nanoTime();
        return commits.submitAll(packets)
                .onFailure()
                .invoke(() -> counters.refused(Refusal.STORE_UNAVAILABLE, packets.size()))
                .invoke(stored -> {
                    latency.record(System.nanoTime() - begun);
                    packets.forEach(this::count);
                    stored.forEach(this::count);
                });
    }

    private void count(Stored stored) {
        switch (stored) {
            case Stored.Fresh fresh -> counters.stored(1);
            case Stored.Duplicate duplicate -> counters.duplicate(1);
            case Stored.Conflict conflict -> counters.refused(Refusal.CONFLICT, 1);
            case Stored.Unconfirmed unconfirmed -> counters.refused(Refusal.STORE_UNAVAILABLE, 1);
        }
    }

    private void count(Packet packet) {
        Counter family = families.get(packet.family());
        if (family != null) {
            family.increment();
        }
        if (!packet.knownState()) {
            unknownStates.increment();
        }
    }

    /** The result of storing one packet. */
    public sealed interface Stored {

        String packetId();

        /** Committed now. */
        record Fresh(String packetId, Instant receivedAt) implements Stored {}

        /** The same packet was committed before; this repeats its first answer. */
        record Duplicate(String packetId, Instant receivedAt) implements Stored {}

        /** The id belongs to a packet with another body. */
        record Conflict(String packetId) implements Stored {}

        /** The id was committed before, but whether with this packet could not be read; the identical packet may be sent again. */
        record Unconfirmed(String packetId) implements Stored {}

        /** How many of them were committed now. */
        static int countFresh(List<Stored> results) {
            return (int) results.stream().filter(Fresh.class::isInstance).count();
        }
    }
}
