package io.bhiv.bucket.journal;

import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.packet.PacketIds;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stores packets: requests that arrive together share one statement and one fsync, and one request is never split. */
@ApplicationScoped
public class PacketJournal {

    /** Requests of any size; weights are bytes. */
    private static final CommitLimits LIMITS =
            new CommitLimits(512, 1L << 20, 2, 16_384, 64L << 20, Duration.ofSeconds(10));

    private final PacketStore store;
    private final Admission admission;
    private final PacketIds ids;
    private final GroupCommit<List<Arrival>, List<Stored>> commits;
    private final Counter learning;
    private final Counter employee;
    private final Counter unknownStates;

    PacketJournal(PacketStore store, Admission admission, PacketIds ids, MeterRegistry meters) {
        this.store = store;
        this.admission = admission;
        this.ids = ids;
        this.commits = new GroupCommit<>(LIMITS, PacketJournal::weight, this::storeRequests);
        this.learning = meters.counter("bridge.bucket.packets", "family", "learning");
        this.employee = meters.counter("bridge.bucket.packets", "family", "employee");
        this.unknownStates = meters.counter("bridge.bucket.unknown.states");
    }

    /** One result per packet, in order; fails with a problem where the queue is too deep or too old. */
    public Uni<List<Stored>> append(List<Packet> packets) {
        Optional<Problem> refusal = admission.refusal(packets.size());
        if (refusal.isPresent()) {
            return Uni.createFrom().failure(refusal.get().asException());
        }
        return commits.submit(packets.stream().map(this::named).toList()).invoke(stored -> count(packets));
    }

    private Arrival named(Packet packet) {
        String given = packet.givenId();
        return new Arrival(given == null ? ids.next() : given, packet);
    }

    private void count(List<Packet> packets) {
        for (Packet packet : packets) {
            Counter family = switch (packet.family()) {
                case LEARNING -> learning;
                case EMPLOYEE -> employee;
            };
            family.increment();
            if (!packet.knownState()) {
                unknownStates.increment();
            }
        }
    }

    private static long weight(List<Arrival> arrivals) {
        return arrivals.stream().mapToLong(arrival -> arrival.packet().weight()).sum();
    }

    private Uni<List<List<Stored>>> storeRequests(List<List<Arrival>> requests) {
        List<Arrival> all = requests.stream().flatMap(List::stream).toList();
        return store.insert(all).map(stored -> {
            List<List<Stored>> answers = new ArrayList<>(requests.size());
            int from = 0;
            for (List<Arrival> request : requests) {
                answers.add(stored.subList(from, from + request.size()));
                from += request.size();
            }
            return answers;
        });
    }
}
