package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.biometric.Verdict;
import io.bhiv.system.biometric.Webhooks;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.PublishedRecords;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Signed nights, each of which becomes events and triggers on Kafka. */
final class BiometricSubject implements Subject {

    private final FaultStage stage;
    private final RequestLoad load;
    private List<ServiceProcess> replicas = List.of();

    /**
     * @param clockBehind of a replica; what is signed now comes from its future, is refused as such, and would say nothing about the rest
     */
    BiometricSubject(
            FaultStage stage, Function<ServiceProcess, Duration> clockBehind, UnaryOperator<HttpRequest> route) {
        this.stage = stage;
        this.load = new RequestLoad(
                replica -> new Callers.Task(
                        random -> Webhooks.request(
                                Webhooks.night(
                                        "user-" + random.nextInt(500),
                                        15 + random.nextInt(60),
                                        Instant.now().minus(clockBehind.apply(replica))),
                                replica),
                        "event_id"),
                route);
    }

    @Override
    public Place place() {
        return Place.BIOMETRIC;
    }

    @Override
    public void begin(List<ServiceProcess> replicas, long seed) {
        this.replicas = List.copyOf(replicas);
        load.begin(replicas, seed);
    }

    @Override
    public int progress() {
        return load.progress();
    }

    @Override
    public void close() {
        load.end();
    }

    @Override
    public void assertDrained() {
        assertThat(Verdict.outstanding(replicas.getFirst())).isZero();
    }

    @Override
    public Findings findings() {
        PublishedRecords events = stage.published("biometric-events");
        PublishedRecords triggers = stage.published("health-events");
        Set<String> several = new HashSet<>(events.underSeveralIds().keySet());
        several.addAll(triggers.underSeveralIds().keySet());
        return load.findings(
                Verdict.journalled(stage), events.deliveryIds(), several, events.duplicates() + triggers.duplicates());
    }
}
