package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.bucket.Consumers;
import io.bhiv.system.bucket.Senders;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.PublishedRecords;
import java.net.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Packets, leased and acknowledged by consumers at every replica. */
final class BucketSubject implements Subject {

    private static final int CONSUMERS = 2;
    private static final int LEASE_SECONDS = 5;

    private final FaultStage stage;
    private final UnaryOperator<HttpRequest> route;
    private final RequestLoad load;
    private @Nullable Consumers consumers;

    BucketSubject(FaultStage stage, UnaryOperator<HttpRequest> route) {
        this.stage = stage;
        this.route = route;
        this.load = new RequestLoad(
                replica -> new Callers.Task(random -> Senders.packet(replica, random, UUID.randomUUID()), "packet_id"),
                route);
    }

    @Override
    public Place place() {
        return Place.BUCKET;
    }

    @Override
    public void begin(List<ServiceProcess> replicas, long seed) {
        consumers = Consumers.at(replicas, CONSUMERS, LEASE_SECONDS, route);
        load.begin(replicas, seed);
    }

    @Override
    public int progress() {
        return load.progress();
    }

    /** Consumers go on until the queue is empty. */
    @Override
    public void close() {
        load.end();
    }

    @Override
    public void assertDrained() {
        assertThat(stage.column("SELECT seq FROM bucket.packet_state")).isEmpty();
        assertThat(stage.column("SELECT batch FROM bucket.packet_outbox")).isEmpty();
    }

    @Override
    public Findings findings() {
        Set<String> breaches = new HashSet<>();
        if (consumers != null) {
            consumers.close();
            breaches.addAll(consumers.breaches());
        }
        PublishedRecords packets = stage.published("prana-packets");
        Set<String> handedOn =
                stage.column("SELECT packet_id FROM bucket.packet JOIN bucket.packet_history USING (seq)");
        handedOn.retainAll(packets.eventIds());
        Findings seen = load.findings(
                stage.column("SELECT packet_id FROM bucket.packet"),
                handedOn,
                stage.column("SELECT seq FROM bucket.packet_history GROUP BY seq HAVING count(*) > 1"),
                packets.duplicates());
        seen.breaches().addAll(breaches);
        return seen;
    }
}
