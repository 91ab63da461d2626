package io.bhiv.system.matrix;

import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.Pause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * What stands in front of the replicas of a service: asks each for its readiness ten times a second and sends requests in turn to those that
 * were ready when last asked. It looks at nothing else.
 */
final class Balancer implements UnaryOperator<HttpRequest>, AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final List<ServiceProcess> replicas;
    private final Set<ServiceProcess> ready = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean stopped;

    private Balancer(List<ServiceProcess> replicas) {
        this.replicas = List.copyOf(replicas);
    }

    /** Replicas need not run yet. */
    static Balancer inFrontOf(List<ServiceProcess> replicas) {
        Balancer balancer = new Balancer(replicas);
        replicas.forEach(replica -> balancer.threads.add(Thread.ofVirtual().start(() -> balancer.watch(replica))));
        return balancer;
    }

    private enum Seen {
        READY,
        NOT_READY,
        REFUSED,
        /** It says nothing about the order of a stop: it may have been too late, or on a connection that was just closed. */
        NO_ANSWER
    }

    private void watch(ServiceProcess replica) {
        Seen before = Seen.REFUSED;
        while (!stopped) {
            Seen now = ask(replica);
            if (now == Seen.READY) {
                ready.add(replica);
            } else {
                ready.remove(replica);
            }
            if (before == Seen.READY && now == Seen.REFUSED) {
                breaches.add(replica.name() + " refused connections, and was ready until then");
            }
            before = now == Seen.NO_ANSWER ? before : now;
            Pause.of(EVERY);
        }
    }

    private static Seen ask(ServiceProcess replica) {
        try {
            Answer answer = Answer.to(HttpRequest.newBuilder(replica.uri("/q/health/ready"))
                    .timeout(LIMIT)
                    .build());
            return answer.status() == 200 ? Seen.READY : Seen.NOT_READY;
        } catch (ConnectException refused) {
            return Seen.REFUSED;
        } catch (IOException none) {
            return Seen.NO_ANSWER;
        }
    }

    /** The same request to a replica that is ready; to any where none is. */
    @Override
    public HttpRequest apply(HttpRequest request) {
        List<ServiceProcess> candidates =
                replicas.stream().filter(ready::contains).toList();
        List<ServiceProcess> from = candidates.isEmpty() ? replicas : candidates;
        ServiceProcess to = from.get(Math.floorMod(turn.getAndIncrement(), from.size()));
        URI asked = request.uri();
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(to.uri(asked.getRawPath() + query))
                .build();
    }

    boolean sendsTo(ServiceProcess replica) {
        return ready.contains(replica);
    }

    /** Replicas that refused connections before they had said that they were not ready. */
    List<String> breaches() {
        return List.copyOf(breaches);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
