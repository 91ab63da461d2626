package io.bhiv.automation.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.ServiceAddresses;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.RunReporter;
import io.bhiv.automation.engine.run.ManualTimer;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When runs of another process are taken over, with a clock that the test moves. */
class LeasesTest {

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private final ManualTimer timer = new ManualTimer();
    private FileLedger ledger;
    private Reports reports;
    private AutomationEngine engine;
    private Leases leases;
    private Claim claim;

    @BeforeEach
    void claimARun() throws IOException {
        ledger = FileLedger.open(folder.resolve("ledger.jsonl"), timer.clock(), "holder", LEASE);
        reports = Reports.open(folder.resolve("reports"), "r", Reports.STANDARD, timer.clock());
        ActionContext.Clients clients = new ActionContext.Clients(
                ServiceAddresses.of(name -> null),
                HttpCaller.open(timer.clock(), Duration.ofSeconds(1)),
                (topic, key, value, headers) -> Uni.createFrom().voidItem(),
                new Secrets(name -> null));
        RunReporter reporter = new RunReporter(reports, new SimpleMeterRegistry(), line -> {});
        engine = AutomationEngine.on(ledger, Actions.SHIPPED, clients, reporter, timer.clock(), timer, 10, LEASE);
        leases = engine.leases();
        get(ledger.reconcile(Map.of("job", "s")));
        get(ledger.recordOccasion(Occurrence.due("job", timer.clock().instant(), Occasion.of(Occasion.Kind.MANUAL))));
        claim = get(ledger.claim(Room.of(1), job -> Optional.of(Policies.standard())))
                .started()
                .getFirst();
    }

    @AfterEach
    void close() {
        reports.close();
        ledger.close();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A database outage longer than a lease ended runs as unknown, or ran them twice, while they went on",
            now = "A replica takes over only after it has seen the ledger for a whole lease; holders renew before that")
    void afterAnOutageLongerThanALeaseTheHolderRenewsBeforeAnybodyTakesOver() {
        activate(Lost.UNKNOWN);
        looks(4);
        timer.advance(Duration.ofMinutes(5));
        looks(2);
        assertThat(state()).as("its lease ended during the outage").isEqualTo(RunState.RUNNING);
        assertThat(get(ledger.renew(List.of(claim))).held()).containsExactly(claim.key());
        looks(2);
        assertThat(state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void theRunOfAHolderThatDoesNotComeBackIsTakenOverOneLeaseAfterTheOutage() {
        activate(Lost.UNKNOWN);
        looks(4);
        timer.advance(Duration.ofMinutes(5));
        looks(3);
        assertThat(state()).isEqualTo(RunState.RUNNING);
        looks(1);
        assertThat(state()).isEqualTo(RunState.UNKNOWN);
    }

    @Test
    void aClockThatIsSetForwardEndsNoLease() {
        activate(Lost.UNKNOWN);
        looks(4);
        timer.jump(Duration.ofHours(1));
        looks(1);
        assertThat(state()).isEqualTo(RunState.RUNNING);
        assertThat(get(ledger.renew(List.of(claim))).held()).containsExactly(claim.key());
    }

    @Test
    void withoutAnOutageARunIsTakenOverWhenItsLeaseHasEnded() {
        activate(Lost.UNKNOWN);
        looks(3);
        assertThat(state()).isEqualTo(RunState.RUNNING);
        looks(2);
        assertThat(state()).isEqualTo(RunState.UNKNOWN);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A replica that did not know a job ended its run as unknown, though the job says that it is run again",
            now = "A run is taken over by those that know its job, or by anybody once the job is retired")
    void aRunIsLeftToThoseThatKnowItsJob() {
        looks(6);
        assertThat(state()).as("nothing is known of its job").isEqualTo(RunState.RUNNING);
        activate(Lost.RETRY);
        looks(1);
        assertThat(state()).isEqualTo(RunState.DUE);
    }

    @Test
    void theRunOfARetiredJobIsEndedByAnybody() {
        get(ledger.reconcile(Map.of()));
        looks(5);
        assertThat(state()).isEqualTo(RunState.UNKNOWN);
    }

    private void activate(Lost lost) {
        Policies standard = Policies.standard();
        Policies policies =
                new Policies(standard.misfire(), standard.overlap(), standard.timeouts(), standard.retry(), lost, 0, 1);
        get(engine.jobs()
                .activate(JobFile.of(List.of(new Job(
                        "job",
                        true,
                        new Trigger.OnStartup(Trigger.OnStartup.Scope.PROCESS),
                        List.of(),
                        policies,
                        List.of(),
                        List.of())))));
    }

    private void looks(int count) {
        for (int i = 0; i < count; i++) {
            get(leases.takeOver());
            timer.advance(LOOK);
        }
    }

    private RunState state() {
        List<Entry> rows = get(ledger.history("job", null, 10));
        return rows.getFirst().state();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
