package io.bhiv.kit.insight;

import io.bhiv.kit.count.IntakeParts;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Sends one report a second about this replica, with its vitals in every fifth, and in each while a loop is stuck, and the
 * events that happened meanwhile.
 *
 * <p>Reads on a thread of its own, and touches nothing that an event passes through. The first report has vitals, so that the page
 * shows a new replica at once. The last one is sent when the service stops.
 */
@ApplicationScoped
public class InsightReporter {

    private static final Duration TURN = Duration.ofSeconds(5);

    /** Of the stop, for the last report: the turn before it, and a second in which Kafka may take it. */
    private static final Duration LAST = Duration.ofSeconds(2);

    /** Meters are removed after all else. */
    private static final int LAST_BUT_METERS = Integer.MAX_VALUE - 1;

    private final InsightConfig config;
    private final InsightSender sender;
    private final InsightEvents events;
    private final VitalsReader vitals;
    private final CountReader counts;
    private final ChangeDetector changes = new ChangeDetector();
    private final Clock clock;
    private final String replica;
    private final UUID boot = UUID.randomUUID();
    private final ExecutorService thread;
    private final Instant startedAt;
    private Instant reportedAt;
    private long sequence;
    private long reports;
    private boolean wasUrgent;
    private boolean unread;

    InsightReporter(
            InsightConfig config,
            InsightSender sender,
            InsightEvents events,
            VitalsReader vitals,
            MeterRegistry meters,
            Latencies latencies,
            IntakeParts parts,
            Clock clock,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "0") int port) {
        this.config = config;
        this.replica = config.replica().orElseGet(() -> HostName.real() + ":" + port);
        this.sender = sender;
        this.events = events;
        this.vitals = vitals;
        this.counts = new CountReader(meters, latencies, parts);
        this.clock = clock;
        this.startedAt = now();
        this.reportedAt = startedAt;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("insight").daemon().factory());
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        if (config.enabled()) {
            loops.start(
                    "insight",
                    new LoopSettings(config.every(), TURN, config.every()),
                    () -> Uni.createFrom().item(this::report).runSubscriptionOn(thread));
        }
    }

    /**
     * Sends what was counted since the last report, or the page would lack it until rows are compared. Everything that counts has ended
     * by then, and the meters are still there.
     */
    void end(@Observes @Priority(LAST_BUT_METERS) ShutdownEvent stopping) {
        if (!config.enabled()) {
            return;
        }
        CompletableFuture.runAsync(this::lastReport, thread)
                .orTimeout(LAST.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    Log.infof("The last report was not sent [cause=%s]", failure);
                    return null;
                })
                .join();
    }

    private Step report() {
        Instant at = now();
        List<CountDelta> counted = counts.counts();
        List<Timing> timed = counts.timings();
        boolean due = reports++ % config.vitalsEvery() == 0;
        boolean urgent = vitals.isUrgent();
        // In the report after an urgent one, too, so that what is well again is reported as soon.
        Vitals state = due || urgent || wasUrgent ? vitals(timed, at) : null;
        wasUrgent = urgent;
        send(at, counted, timed, state);
        return Step.IDLE;
    }

    /** Without the state: that of a service which has stopped is no news, and what is read for it may be gone. */
    private void lastReport() {
        Instant at = now();
        List<CountDelta> counted = counts.counts();
        changes.in(counted).forEach(events::offer);
        sendEvents();
        sender.send(report(at, counted, counts.timings(), null).asLast());
        sender.close();
    }

    private void send(Instant at, List<CountDelta> counted, List<Timing> timed, @Nullable Vitals state) {
        sender.send(report(at, counted, timed, state));
        changes.in(counted).forEach(events::offer);
        if (state != null) {
            changes.in(state).forEach(events::offer);
        }
        sendEvents();
        reportedAt = at;
    }

    private void sendEvents() {
        events.take().forEach(event -> sender.send(event(event)));
    }

    /** What is counted is reported also where the state cannot be read; the page shows that it is unknown. */
    private @Nullable Vitals vitals(List<Timing> timed, Instant at) {
        try {
            Vitals read = vitals.read(timed, at);
            unread = false;
            return read;
        } catch (RuntimeException failure) {
            if (!unread) {
                Log.warnf(failure, "The state of this service cannot be read; it is reported without it until it can");
            }
            unread = true;
            return null;
        }
    }

    private InsightReport report(Instant at, List<CountDelta> counted, List<Timing> timed, @Nullable Vitals state) {
        List<CountDelta> all =
                Stream.concat(counted.stream(), counts.partCounts().stream()).toList();
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                config.service(),
                replica,
                boot,
                ++sequence,
                at,
                (int) Math.clamp(Duration.between(reportedAt, at).toMillis(), 0, Integer.MAX_VALUE),
                startedAt,
                all,
                timed,
                state,
                null);
    }

    private InsightEvent event(InsightEvents.Allowed event) {
        RareEvent rareEvent = event.rareEvent();
        return new InsightEvent(
                InsightRecord.SCHEMA_VERSION,
                config.service(),
                replica,
                boot,
                ++sequence,
                event.at().truncatedTo(ChronoUnit.MILLIS),
                rareEvent.kind(),
                rareEvent.severity(),
                rareEvent.subject(),
                rareEvent.reason(),
                rareEvent.detail(),
                rareEvent.count(),
                event.suppressed());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @PreDestroy
    void stop() {
        thread.shutdown();
    }
}
