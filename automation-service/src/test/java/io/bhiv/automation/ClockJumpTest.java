package io.bhiv.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.action.Action;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.ServiceAddresses;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.RunReporter;
import io.bhiv.automation.engine.run.ManualTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline, a job every minute, and a clock that is set. */
class ClockJumpTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String JOB = "job";

    @TempDir
    private Path folder;

    private final ManualTimer timer = new ManualTimer();
    private final List<Instant> ran = new ArrayList<>();
    private FileLedger ledger;
    private Reports reports;
    private AutomationPipeline pipeline;

    @BeforeEach
    void start() throws IOException {
        ledger = FileLedger.open(folder.resolve("ledger.jsonl"), timer.clock(), "r", Duration.ofSeconds(15));
        reports = Reports.open(folder.resolve("reports"), "r", Reports.STANDARD, timer.clock());
        ActionContext.Clients clients = new ActionContext.Clients(
                ServiceAddresses.of(name -> null),
                HttpCaller.open(timer.clock(), Duration.ofSeconds(1)),
                (topic, key, value, headers) -> Uni.createFrom().voidItem(),
                new Secrets(name -> null));
        AutomationEngine engine = AutomationEngine.on(
                ledger,
                Actions.of(List.of(new Remembering())),
                clients,
                new RunReporter(reports, new SimpleMeterRegistry(), line -> {}),
                timer.clock(),
                timer,
                10,
                Duration.ZERO);
        pipeline = engine.pipeline();
        await(engine.jobs().activate(JobFile.of(List.of(everyMinute()))));
    }

    @AfterEach
    void stop() {
        reports.close();
        ledger.close();
    }

    @Test
    void clockSetBackRepeatsNothingAndContinuesWhereItWas() {
        minutes(10);
        assertThat(ran).hasSize(10);
        timer.jump(HOUR.negated());
        minutes(60);
        assertThat(ran).as("the same minutes again").hasSize(10);
        minutes(5);
        assertThat(ran).hasSize(15).doesNotHaveDuplicates();
        assertThat(history())
                .hasSize(15)
                .allSatisfy(entry -> assertThat(entry.state()).isEqualTo(RunState.SUCCEEDED));
    }

    @Test
    void clockSetForwardMakesSkippedDueTimesDue() {
        minutes(10);
        timer.jump(HOUR);
        minutes(5);
        assertThat(history()).as("every minute has its row").hasSize(75);
        assertThat(history())
                .filteredOn(entry -> entry.state() == RunState.MISSED)
                .as("the policy keeps the newest, which came on time")
                .hasSize(60);
        assertThat(ran).hasSize(15);
    }

    /** Lets so many minutes pass, with a turn in each. */
    private void minutes(int count) {
        for (int i = 0; i < count; i++) {
            timer.advance(MINUTE);
            await(pipeline.turn());
        }
    }

    private List<Entry> history() {
        return await(ledger.history(JOB, null, 1_000));
    }

    private static Job everyMinute() {
        return new Job(
                JOB,
                true,
                new Trigger.Every(MINUTE, Instant.EPOCH, OptionalLong.empty()),
                List.of(ActionSpec.of("remember")),
                Policies.standard(),
                List.of(),
                List.of());
    }

    private static <T> T await(Uni<T> step) {
        return step.await().atMost(Duration.ofSeconds(5));
    }

    private final class Remembering implements Action {
        @Override
        public String type() {
            return "remember";
        }

        @Override
        public Uni<Outcome> perform(ActionSpec spec, ActionContext context) {
            ran.add(context.run().dueAt());
            return Uni.createFrom().item(Outcome.done());
        }
    }
}
