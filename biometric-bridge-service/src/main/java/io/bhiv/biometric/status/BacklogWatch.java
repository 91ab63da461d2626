package io.bhiv.biometric.status;

import io.bhiv.biometric.status.StatusQueries.Open;
import io.bhiv.biometric.status.StatusQueries.SetAside;
import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts the backlog every ten seconds, so that an alert can use it. The same figures on every replica: they are the
 * database's. A figure that cannot be read is absent, never that of before, and the others go on.
 */
@ApplicationScoped
class BacklogWatch {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(20));

    private final Figure<List<Open>> outstanding;
    private final Figure<List<Open>> awaitingFetch;
    private final Figure<List<SetAside>> setAside;
    private final MultiGauge parked;
    private final MultiGauge dead;
    private final MultiGauge waiting;

    BacklogWatch(StatusQueries view, MeterRegistry meters) {
        this.outstanding = new Figure<>(view::outstanding, open -> showWaiting());
        this.awaitingFetch = new Figure<>(view::awaitingFetch, open -> showWaiting());
        this.setAside = new Figure<>(view::setAside, this::showSetAside);
        this.parked = MultiGauge.builder("bridge.backlog.parked")
                .description("Deliveries set aside, by provider and reason")
                .register(meters);
        this.dead = MultiGauge.builder("bridge.backlog.dead")
                .description(
                        "Deliveries that an operator gave up, by provider and by the reason for which they were parked")
                .register(meters);
        this.waiting = MultiGauge.builder("bridge.backlog.waiting.oldest")
                .description("Age of the oldest delivery that waits, by provider and by what it waits for")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("bridge.backlog.outstanding", outstanding, open -> open.number(Open::total))
                .description("Deliveries journalled and not yet published")
                .register(meters);
        Gauge.builder("bridge.backlog.awaiting.fetch", awaitingFetch, open -> open.number(Open::total))
                .description("Notices whose object is not fetched yet")
                .register(meters);
        Gauge.builder("bridge.backlog.oldest", outstanding, open -> open.number(Open::oldest))
                .description("Age of the oldest outstanding delivery")
                .baseUnit("seconds")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("backlog-watch", RHYTHM, this::turn);
    }

    Uni<Step> turn() {
        return Figure.readAll(outstanding, awaitingFetch, setAside).replaceWith(Step.IDLE);
    }

    /** Two figures, which may be read at the same time, are one meter. */
    private synchronized void showWaiting() {
        waiting.register(
                Stream.concat(rows(outstanding, "publish"), rows(awaitingFetch, "fetch"))
                        .toList(),
                true);
    }

    private static Stream<MultiGauge.Row<?>> rows(Figure<List<Open>> figure, String waitsFor) {
        return figure.now().stream().flatMap(List::stream).flatMap(open -> row(open, waitsFor));
    }

    private static Stream<MultiGauge.Row<?>> row(Open open, String waitsFor) {
        String provider = open.provider();
        return provider == null
                ? Stream.empty()
                : Stream.of(
                        MultiGauge.Row.of(Tags.of("provider", provider, "waits_for", waitsFor), open.oldestSeconds()));
    }

    private void showSetAside(Optional<List<SetAside>> all) {
        show(parked, all.stream().flatMap(List::stream).filter(one -> !one.dead()));
        show(dead, all.stream().flatMap(List::stream).filter(SetAside::dead));
    }

    /** Providers and reasons come from enums, apart from the provider that is unknown, so the tags' values are bounded. */
    private static void show(MultiGauge gauge, Stream<SetAside> some) {
        gauge.register(
                some.map(one -> MultiGauge.Row.of(
                                Tags.of("provider", one.provider(), "reason", one.reason()), one.deliveries()))
                        .toList(),
                true);
    }
}
