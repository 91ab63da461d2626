package io.bhiv.automation.engine.report;

import io.bhiv.automation.engine.ledger.Claim;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.RunState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Sees everything that happens to due times and tells the reports, the metrics and whoever else listens. */
public final class Witness {

    private static final Logger LOG = Logger.getLogger(Witness.class);

    private final Reports reports;
    private final Timer lag;
    private final Map<RunState, Counter> ends = new EnumMap<>(RunState.class);
    private final Consumer<ReportLine.Ended> listener;

    /**
     * A witness that tells reports and metrics.
     *
     * @param listener told of every end besides
     */
    public Witness(Reports reports, MeterRegistry meters, Consumer<ReportLine.Ended> listener) {
        this.reports = reports;
        this.listener = listener;
        this.lag = Timer.builder("bridge.automation.lag")
                .description("From a due time to the claim of its run")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        for (RunState state : RunState.values()) {
            if (state.isEnd()) {
                ends.put(
                        state,
                        Counter.builder("bridge.automation.ended")
                                .description("Due times by how they ended")
                                .tag("state", state.word())
                                .register(meters));
            }
        }
    }

    public void started(Claim claim) {
        Duration late = Duration.between(claim.key().dueAt(), claim.startedAt());
        lag.record(late.isNegative() ? Duration.ZERO : late);
    }

    public void ended(ReportLine.Ended line) {
        Entry entry = line.entry();
        Counter counter = ends.get(entry.state());
        if (counter != null) {
            counter.increment();
        }
        if (entry.state() == RunState.FAILED || entry.state() == RunState.UNKNOWN) {
            LOG.warnf("A run did not go well [run=%s state=%s reason=%s]", entry.key(), entry.state(), entry.reason());
        }
        reports.add(line);
        listener.accept(line);
    }

    public void unclosed(Claim claim, Throwable failure) {
        LOG.errorf(failure, "The end of a run could not be recorded; it will stand as unknown [run=%s]", claim.key());
    }
}
