package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.stage.testing.SilentProxy;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Two replicas of bucket-service on one database, whose leases are watched from inside it, and the check that every
 * test of them ends with.
 */
final class BucketStage implements AutoCloseable {

    /** How old a status may be. */
    static final Duration TRUE_WITHIN = Duration.ofSeconds(5);

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

    private final FaultStage stage = FaultStage.open();
    private final List<ServiceProcess> replicas;

    private final SilentProxy proxy;

    private BucketStage(Map<String, String> settings, boolean redis, boolean firstBehindProxy) {
        if (redis) {
            stage.redis().start();
        }
        proxy = proxyTo(stage.postgres().port());
        Map<String, String> first = new HashMap<>(settings);
        if (firstBehindProxy) {
            first.put("BRIDGE_PG_PORT", Integer.toString(proxy.port()));
        }
        replicas = List.of(stage.prepared(Place.BUCKET, first), stage.prepared(Place.BUCKET, settings));
        replicas.parallelStream().forEach(ServiceProcess::start);
        watchLeases();
    }

    private static SilentProxy proxyTo(int port) {
        try {
            return new SilentProxy(EmbeddedPostgresServer.HOST, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes all packets. */
    void empty() {
        stage.empty("bucket.packet, bucket.packet_key, bucket.packet_state, bucket.packet_history,"
                + " bucket.packet_dead, bucket.tally, bucket.packet_outbox");
    }

    static BucketStage open(Map<String, String> settings) {
        return new BucketStage(settings, false, false);
    }

    static BucketStage withRedis(Map<String, String> settings) {
        return new BucketStage(settings, true, false);
    }

    /** The first replica reaches PostgreSQL through {@link #proxy()}. */
    static BucketStage withOneBehindAProxy(Map<String, String> settings) {
        return new BucketStage(settings, false, true);
    }

    SilentProxy proxy() {
        return proxy;
    }

    EmbeddedRedisServer redis() {
        return stage.redis();
    }

    /** A fault with packets coming in and going out at both replicas, and the check that follows it. */
    void workThrough(BiConsumer<Senders, Consumers> fault) {
        Senders senders = Senders.at(replicas, 8, Duration.ofMillis(20), 1);
        Consumers consumers = Consumers.at(replicas, 3, 2);
        try (consumers) {
            try (senders) {
                senders.letRun(Duration.ofSeconds(1));
                fault.accept(senders, consumers);
                everyStatusIsUpToDate(senders, consumers);
            }
            awaitEmptyQueue();
        }
        everythingAcknowledgedIsProcessedOnce(senders, consumers);
    }

    /** While one replica is away, the other takes in packets and hands them out. */
    void othersWork(Senders senders, Consumers consumers) {
        int stored = senders.acknowledged().size();
        int done = consumers.done().size();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> senders.acknowledged().size() > stored);
        await().atMost(Duration.ofSeconds(10)).until(() -> consumers.done().size() > done);
    }

    List<ServiceProcess> replicas() {
        return replicas;
    }

    /** Notes every claim of a packet whose former lease was alive by the clock of the database. */
    private void watchLeases() {
        stage.execute("CREATE SCHEMA audit");
        stage.execute("CREATE TABLE audit.stolen_lease (seq bigint, former uuid, latter uuid)");
        stage.execute("""
                CREATE FUNCTION audit.note_stolen_lease() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO audit.stolen_lease VALUES (NEW.seq, OLD.lease_id, NEW.lease_id);
                    RETURN NULL;
                END $$""");
        stage.execute("""
                CREATE TRIGGER stolen_lease AFTER UPDATE ON bucket.packet_state FOR EACH ROW
                WHEN (OLD.lease_id <> NEW.lease_id AND OLD.due_at > now())
                EXECUTE FUNCTION audit.note_stolen_lease()""");
    }

    static JsonNode status(ServiceProcess replica) {
        return replica.json("/api/v1/bucket/prana/status");
    }

    /** What was acknowledged and processed until now is in the status of every replica within five seconds. */
    void everyStatusIsUpToDate(Senders senders, Consumers consumers) {
        int stored = senders.acknowledged().size();
        int done = consumers.done().size();
        await().atMost(TRUE_WITHIN)
                .untilAsserted(() -> assertThat(replicas).allSatisfy(replica -> {
                    JsonNode status = status(replica);
                    assertThat(status.path("total_packets").asInt()).isBetween(stored, senders.begun());
                    assertThat(status.path("processed_packets").asInt()).isBetween(done, senders.begun());
                }));
    }

    void awaitEmptyQueue() {
        await().atMost(DRAIN_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(stage.column("SELECT seq FROM bucket.packet_state"))
                        .isEmpty());
    }

    /** After the queue was drained: nothing lost, nothing twice, no living lease taken, and every status shows it. */
    void everythingAcknowledgedIsProcessedOnce(Senders senders, Consumers consumers) {
        Set<String> acknowledged = senders.acknowledged();
        assertThat(senders.breaches()).isEmpty();
        assertThat(consumers.breaches()).isEmpty();
        assertThat(stage.column("SELECT seq FROM audit.stolen_lease")).isEmpty();
        assertThat(acknowledged).hasSize(senders.begun());
        assertThat(stage.column("SELECT packet_id FROM bucket.packet")).isEqualTo(acknowledged);
        assertThat(stage.column("SELECT packet_id FROM bucket.packet JOIN bucket.packet_history USING (seq)"))
                .isEqualTo(acknowledged);
        assertThat(stage.column("SELECT seq FROM bucket.packet_history GROUP BY seq HAVING count(*) > 1"))
                .isEmpty();
        assertThat(consumers.done()).isSubsetOf(acknowledged);
        everyStatusShowsAllProcessed(acknowledged.size());
        await().atMost(DRAIN_LIMIT)
                .untilAsserted(() -> assertThat(stage.column("SELECT batch FROM bucket.packet_outbox"))
                        .isEmpty());
        assertThat(stage.published("prana-packets").eventIds()).containsAll(acknowledged);
        System.out.printf(
                "  acknowledged %d of %d, cut %d, done by report %d%n",
                acknowledged.size(),
                senders.begun(),
                senders.cut(),
                consumers.done().size());
    }

    private void everyStatusShowsAllProcessed(int packets) {
        await().atMost(TRUE_WITHIN)
                .untilAsserted(() -> assertThat(replicas).allSatisfy(replica -> {
                    JsonNode status = status(replica);
                    assertThat(status.path("total_packets").asInt()).isEqualTo(packets);
                    assertThat(status.path("processed_packets").asInt()).isEqualTo(packets);
                    assertThat(status.path("pending_packets").asInt(-1)).isZero();
                    assertThat(status.path("leased_packets").asInt(-1)).isZero();
                    assertThat(status.path("dead_packets").asInt(-1)).isZero();
                    assertThat(status.path("oldest_age_seconds").asDouble(-1)).isZero();
                }));
    }

    @Override
    public void close() {
        stage.close();
        try {
            proxy.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
