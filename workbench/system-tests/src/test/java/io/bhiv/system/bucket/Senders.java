package io.bhiv.system.bucket;

import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Learners' pages, a fixed number at each replica. A page whose replica is away sends the identical packet until it is back.
 */
public final class Senders implements AutoCloseable {

    private static final int USERS = 50;

    private final List<Callers> groups;

    private Senders(List<Callers> groups) {
        this.groups = groups;
    }

    static Senders at(List<ServiceProcess> replicas, int each, Duration pause, long seed) {
        return new Senders(replicas.stream()
                .map(replica -> Callers.calling(
                        new Callers.Task(random -> packet(replica, random, UUID.randomUUID()), "packet_id"),
                        each,
                        pause,
                        seed))
                .toList());
    }

    /** A packet under an id of the client's own, so that a second sending of it is known for what it is. */
    public static HttpRequest packet(ServiceProcess replica, Random random, UUID id) {
        String body = """
                {"packet_id":"%s","user_id":"learner-%d","timestamp":"%s","cognitive_state":"ON_TASK","focus_score":%d}""".formatted(id, random.nextInt(USERS), Instant.now(), random.nextInt(101));
        return HttpRequest.newBuilder(replica.uri("/api/v1/bucket/prana/ingest"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    void letRun(Duration time) {
        groups.getFirst().letRun(time);
    }

    /** Ids of what was answered 200. */
    Set<String> acknowledged() {
        Set<String> all = new HashSet<>();
        groups.forEach(group -> all.addAll(group.acknowledged()));
        return all;
    }

    int begun() {
        return groups.stream().mapToInt(Callers::begun).sum();
    }

    int cut() {
        return groups.stream().mapToInt(Callers::cut).sum();
    }

    /** What must never happen. */
    List<String> breaches() {
        return groups.stream().flatMap(group -> group.breaches().stream()).toList();
    }

    @Override
    public void close() {
        groups.forEach(Callers::close);
    }
}
