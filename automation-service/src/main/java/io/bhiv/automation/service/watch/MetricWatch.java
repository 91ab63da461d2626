package io.bhiv.automation.service.watch;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.OnMetric;
import io.bhiv.automation.engine.ledger.Ledger;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the figures that jobs wait for.
 *
 * <p>Every replica looks; the ledger notes on which side of the threshold a figure is, and only the replica whose look
 * changes that side makes the job due. A figure that cannot be read leaves its side as it is.
 */
@ApplicationScoped
public class MetricWatch {

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final AutomationEngine engine;
    private final Ledger ledger;
    private final HttpCaller http;
    private final Clock clock;
    private final Map<String, Instant> nextLook = new ConcurrentHashMap<>();

    MetricWatch(AutomationEngine engine, Ledger ledger, HttpCaller http, Clock clock) {
        this.engine = engine;
        this.ledger = ledger;
        this.http = http;
        this.clock = clock;
    }

    /** Looks at every figure whose time has come. */
    public Uni<Void> poll() {
        Instant now = clock.instant();
        nextLook.keySet().retainAll(engine.jobs().file().jobs().keySet());
        List<Uni<Void>> looks = new ArrayList<>();
        for (Job job : engine.jobs().file().list()) {
            if (job.enabled() && job.trigger() instanceof OnMetric metric && isTime(job.name(), metric, now)) {
                looks.add(look(job.name(), metric));
            }
        }
        return looks.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(looks)
                        .usingConcurrencyOf(8)
                        .andCollectFailures()
                        .replaceWithVoid();
    }

    private boolean isTime(String job, OnMetric metric, Instant now) {
        Instant next = nextLook.get(job);
        if (next != null && now.isBefore(next) && !next.isAfter(now.plus(metric.every()))) {
            return false;
        }
        nextLook.put(job, now.plus(metric.every()));
        return true;
    }

    private Uni<Void> look(String job, OnMetric metric) {
        return http.call(HttpCaller.Call.get(metric.url()))
                .ifNoItem()
                .after(LOOK)
                .fail()
                .map(answer -> answer.isGood() ? MetricReader.read(metric.source(), answer) : OptionalDouble.empty())
                .onFailure()
                .recoverWithItem(OptionalDouble.empty())
                .chain(figure -> note(job, metric, figure));
    }

    private Uni<Void> note(String job, OnMetric metric, OptionalDouble figure) {
        if (figure.isEmpty()) {
            Log.debugf("A figure could not be read [job=%s]", job);
            return Uni.createFrom().voidItem();
        }
        boolean above = figure.getAsDouble() > metric.above();
        boolean rearmed = figure.getAsDouble() <= metric.rearmAt();
        if (!above && !rearmed) {
            return Uni.createFrom().voidItem();
        }
        return ledger.now().chain(now -> ledger.cross(job, above, now)).replaceWithVoid();
    }
}
