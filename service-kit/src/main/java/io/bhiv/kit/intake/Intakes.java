package io.bhiv.kit.intake;

import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts the intakes of a service and stops them with it. */
@ApplicationScoped
public class Intakes {

    private static final LoopSettings COUNTING = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));
    private static final LoopSettings FORGETTING = new LoopSettings(Duration.ofMinutes(10), Duration.ofSeconds(30));

    private final IntakeConfig config;
    private final ConsumerFactory consumers;
    private final Heartbeats heartbeats;
    private final Housekeeping housekeeping;
    private final MeterRegistry meters;
    private final List<Intake> running = new CopyOnWriteArrayList<>();

    Intakes(
            IntakeConfig config,
            ConsumerFactory consumers,
            Heartbeats heartbeats,
            Housekeeping housekeeping,
            MeterRegistry meters) {
        this.config = config;
        this.consumers = consumers;
        this.heartbeats = heartbeats;
        this.housekeeping = housekeeping;
        this.meters = meters;
    }

    /** Starts reading; to be called once the service has started. Waits neither for the broker nor for the database. */
    public Intake start(IntakeSettings settings, IntakeHandler handler, ParkedRecords parked) {
        Intake intake = new Intake(
                settings,
                config,
                handler,
                parked,
                values -> consumers.open(settings, values),
                new IntakeMetrics(settings.name(), meters),
                heartbeats.start("intake-" + settings.name(), Intake.LONGEST_SILENCE));
        running.add(intake);
        Gauge.builder("bridge.intake.left.out", intake, one -> one.leftOut().size())
                .description("Topics that this replica does not read for a while because the brokers refuse them")
                .tag("intake", settings.name())
                .register(meters);
        intake.start();
        housekeeping.start(
                "parked-" + settings.name(),
                FORGETTING,
                () -> parked.forgetAfter(config.keptDays()).replaceWith(Step.IDLE));
        count(settings.name(), parked);
        return intake;
    }

    private void count(String intake, ParkedRecords parked) {
        Figure<Long> waiting = new Figure<>(parked::count);
        Gauge.builder("bridge.intake.waiting", waiting, now -> now.number(Long::doubleValue))
                .description("Records parked where this intake parks that were neither taken again nor discarded, all"
                        + " replicas; at most 100,000 are counted")
                .tag("intake", intake)
                .register(meters);
        housekeeping.start("waiting-" + intake, COUNTING, () -> waiting.read().replaceWith(Step.IDLE));
    }

    /** The one that reads this topic. */
    Optional<Intake> reading(String topic) {
        return running.stream().filter(intake -> intake.reads(topic)).findFirst();
    }

    /** All of them, for status and health. */
    public List<Intake> all() {
        return List.copyOf(running);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        for (Intake intake : running) {
            intake.stop();
        }
    }
}
