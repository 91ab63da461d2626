package io.bhiv.automation.engine.report;

import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Records what happens to due times in the reports, the metrics and the log, and passes it to a listener. */
public final class RunReporter {

    private static final Logger LOG = Logger.getLogger(RunReporter.class);

    private final Reports reports;
    private final Timer lag;
    private final Map<RunState, Counter> ends = new EnumMap<>(RunState.class);
    private final Consumer<ReportLine.Ended> listener;

    /**
     * Records in the reports and the meters.
     *
     * @param listener called for every end, from any thread
     */
    public RunReporter(Reports reports, MeterRegistry meters, Consumer<ReportLine.Ended> listener) {
        this.reports = reports;
        this.listener = listener;
        this.lag = Timer.builder("bridge.automation.lag")
                .description("From a due time to the claim of its run")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        for (RunState state : RunState.values()) {
            if (state.isEnd()) {
                Counter counter = Counter.builder("bridge.automation.ended")
                        .description("Due times by how they ended")
                        .tag("state", state.wireName())
                        .register(meters);
                ends.put(state, counter);
            }
        }
    }

    public void started(Claim claim) {
        Duration late = Duration.between(claim.key().dueAt(), claim.startedAt());
        lag.record(late.isNegative() ? Duration.ZERO : late);
    }

    /**
     * Records an end.
     *
     * @param actions what was done; empty when the due time was not run
     */
    public void ended(Entry entry, List<ActionReport> actions) {
        Counter counter = ends.get(entry.state());
        if (counter != null) {
            counter.increment();
        }
        if (entry.state() == RunState.FAILED || entry.state() == RunState.UNKNOWN) {
            LOG.warnf("Run failed [run=%s state=%s reason=%s]", entry.key(), entry.state(), entry.reason());
        }
        ReportLine.Ended line = new ReportLine.Ended(entry, actions);
        reports.add(line);
        listener.accept(line);
    }

    public void closeFailed(Claim claim, Throwable failure) {
        LOG.errorf(failure, "The end of a run could not be recorded; it will end as unknown [run=%s]", claim.key());
    }
}
