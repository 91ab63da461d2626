package io.bhiv.automation;

import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.lease.Leases;
import io.bhiv.automation.engine.lease.LostClaims;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.reload.ActiveJobs;
import io.bhiv.automation.engine.report.RunReporter;
import io.bhiv.automation.engine.run.Attempts;
import io.bhiv.automation.engine.run.Runner;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;

/** The parts of the engine, put together the same way for the service, the command line and the tests. */
public record AutomationEngine(
        ActiveJobs jobs, Runner runner, InFlight inFlight, Leases leases, AutomationPipeline pipeline) {

    /**
     * An engine on a ledger.
     *
     * @param capacity runs at once
     * @param patience see {@link Leases}
     */
    public static AutomationEngine on(
            Ledger ledger,
            Actions actions,
            ActionContext.Clients clients,
            RunReporter reporter,
            Clock clock,
            ScheduledExecutorService timer,
            int capacity,
            Duration patience) {
        ActiveJobs jobs = new ActiveJobs(ledger);
        Attempts attempts = new Attempts(
                actions, clients, clock, () -> ThreadLocalRandom.current().nextDouble(), timer);
        Runner runner = new Runner(attempts, timer);
        InFlight inFlight = new InFlight(capacity);
        return new AutomationEngine(
                jobs,
                runner,
                inFlight,
                new Leases(ledger, jobs, runner, inFlight, reporter, patience),
                new AutomationPipeline(
                        ledger, jobs, runner, inFlight, new LostClaims(ledger, inFlight, patience), reporter));
    }

    /** The one thread that watches the time limits of runs. */
    public static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("automation-timer").daemon().factory());
        // Nearly every time limit is cancelled: without this they would pile up until they run out.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
