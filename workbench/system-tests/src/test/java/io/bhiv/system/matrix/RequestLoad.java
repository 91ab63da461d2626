package io.bhiv.system.matrix;

import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Callers of one service, some at each replica. */
final class RequestLoad {

    private static final int EACH = 3;
    private static final Duration PAUSE = Duration.ofMillis(40);

    private final Function<ServiceProcess, Callers.Task> task;
    private final UnaryOperator<HttpRequest> route;
    private final List<Callers> groups = new ArrayList<>();

    /** @param route chooses where each sending of a request goes */
    RequestLoad(Function<ServiceProcess, Callers.Task> task, UnaryOperator<HttpRequest> route) {
        this.task = task;
        this.route = route;
    }

    void begin(List<ServiceProcess> replicas, long seed) {
        replicas.forEach(replica -> groups.add(Callers.calling(task.apply(replica), EACH, PAUSE, seed, route)));
    }

    void end() {
        groups.forEach(Callers::close);
    }

    int progress() {
        return groups.stream().mapToInt(group -> group.acknowledged().size()).sum();
    }

    Subject.Findings findings(Set<String> stored, Set<String> handedOn, Set<String> underSeveralIds, long sentAgain) {
        Set<String> acknowledged = new HashSet<>();
        Set<String> breaches = new HashSet<>();
        groups.forEach(group -> {
            acknowledged.addAll(group.acknowledged());
            breaches.addAll(group.breaches());
        });
        int begun = groups.stream().mapToInt(Callers::begun).sum();
        int repeats = groups.stream()
                .mapToInt(group -> group.cut() + group.statuses().getOrDefault(503, 0))
                .sum();
        return new Subject.Findings(
                begun, acknowledged, stored, handedOn, underSeveralIds, breaches, repeats, sentAgain);
    }
}
