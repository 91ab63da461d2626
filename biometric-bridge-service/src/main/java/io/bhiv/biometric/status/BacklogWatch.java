package io.bhiv.biometric.status;

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
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts the backlog every ten seconds, so that an alert can use it. The same figures on every replica: they are the
 * database's. While the database cannot be asked the figures are absent ({@code NaN}), never those of before.
 */
@ApplicationScoped
class BacklogWatch {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(20));

    private final StatusQueries view;
    private final MultiGauge parked;
    private final MultiGauge dead;
    private final MultiGauge waiting;
    private volatile @Nullable BacklogState latest;

    BacklogWatch(StatusQueries view, MeterRegistry meters) {
        this.view = view;
        this.parked = MultiGauge.builder("bridge.backlog.parked")
                .description("Deliveries set aside, by reason")
                .register(meters);
        this.dead = MultiGauge.builder("bridge.backlog.dead")
                .description("Deliveries that an operator gave up, by reason")
                .register(meters);
        this.waiting = MultiGauge.builder("bridge.backlog.waiting.oldest")
                .description("Age of the oldest delivery that waits, by provider and by what it waits for")
                .baseUnit("seconds")
                .register(meters);
        gauge("bridge.backlog.outstanding", "Deliveries journalled and not yet published", BacklogState::outstanding)
                .register(meters);
        gauge("bridge.backlog.awaiting.fetch", "Notices whose object is not fetched yet", BacklogState::awaitingFetch)
                .register(meters);
        gauge("bridge.backlog.oldest", "Age of the oldest outstanding delivery", BacklogState::oldestSeconds)
                .baseUnit("seconds")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("backlog-watch", RHYTHM, this::turn);
    }

    private Uni<Step> turn() {
        return view.backlog()
                .invoke(this::show)
                .chain(shown -> view.waiting())
                .invoke(this::show)
                .chain(shown -> view.dead())
                .invoke(reasons -> byReason(dead, reasons))
                .onFailure()
                .invoke(failure -> forget())
                .replaceWith(Step.IDLE);
    }

    private void forget() {
        latest = null;
        waiting.register(List.of(), true);
    }

    private void show(BacklogState state) {
        latest = state;
        byReason(parked, state.parked());
    }

    private void show(List<StatusQueries.Waiting> oldest) {
        waiting.register(
                oldest.stream()
                        .map(one -> MultiGauge.Row.of(
                                Tags.of("provider", one.provider(), "waits_for", one.waitsFor()), one.oldestSeconds()))
                        .toList(),
                true);
    }

    /** The reasons come from an enum, so the tag's values are bounded. */
    private static void byReason(MultiGauge gauge, Map<String, Long> reasons) {
        gauge.register(
                reasons.entrySet().stream()
                        .map(reason -> MultiGauge.Row.of(Tags.of("reason", reason.getKey()), reason.getValue()))
                        .toList(),
                true);
    }

    private Gauge.Builder<BacklogWatch> gauge(String name, String what, ToDoubleFunction<BacklogState> figure) {
        return Gauge.builder(name, this, watch -> {
                    BacklogState state = watch.latest;
                    return state == null ? Double.NaN : figure.applyAsDouble(state);
                })
                .description(what);
    }
}
