package io.bhiv.automation.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.action.Action;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.ServiceAddresses;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.job.Policies.Retry;
import io.bhiv.automation.engine.job.Policies.Timeouts;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RunnerTest {

    private static final RunKey KEY = new RunKey("job", Instant.EPOCH);
    private static final Secrets SECRETS = new Secrets(Map.of("TOKEN", "hunter2-secret")::get);

    private final ManualTimer timer = new ManualTimer();
    private final List<Instant> attempts = new ArrayList<>();
    private final List<String> idempotencyKeys = new ArrayList<>();

    @Test
    void aTargetThatIsDownIsTriedAgainWithinTheBoundsOfTheJitter() {
        UniAssertSubscriber<RunReport> run = run(
                job(1, retry(4, 0.25)),
                context -> Uni.createFrom().item(Outcome.failed(Fault.CONNECTION, "connection refused")));
        timer.advance(Duration.ofMinutes(5));

        RunReport report = run.assertCompleted().getItem();
        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.attempts()).isEqualTo(4);
        assertThat(attempts).hasSize(4);
        for (int i = 1; i < 4; i++) {
            double wait = Duration.between(attempts.get(i - 1), attempts.get(i)).toMillis() / 1000.0;
            assertThat(wait).isBetween(Math.pow(2, i - 1) * 0.75 - 0.001, Math.pow(2, i - 1) * 1.25);
        }
        assertThat(Set.copyOf(idempotencyKeys))
                .as("every attempt is the same call")
                .hasSize(1);
    }

    @Test
    void actionsRunInOrderUntilOneFails() {
        UniAssertSubscriber<RunReport> run = run(
                job(3, retry(1, 0)),
                context -> Uni.createFrom()
                        .item(
                                idempotencyKeys.size() < 2
                                        ? Outcome.done()
                                        : Outcome.failed(Fault.REJECTED, "answered 404")));
        RunReport report = run.assertCompleted().getItem();
        assertThat(report.actions()).extracting(ActionReport::success).containsExactly(true, false);
        assertThat(report.reason()).isEqualTo("act: answered 404");
        assertThat(Set.copyOf(idempotencyKeys))
                .as("every action is a call of its own")
                .hasSize(2);
    }

    @Test
    void anAttemptThatHangsEndsAfterItsTimeAndIsMadeAgain() {
        UniAssertSubscriber<RunReport> run =
                run(job(1, retry(2, 0)), context -> Uni.createFrom().nothing());
        timer.advance(Duration.ofSeconds(9));
        run.assertNotTerminated();
        timer.advance(Duration.ofSeconds(13));
        RunReport report = run.assertCompleted().getItem();
        assertThat(report.attempts()).isEqualTo(2);
        assertThat(report.reason()).contains("no answer within PT10S");
    }

    @Test
    void aRunThatTakesTooLongInTotalIsCutShortAndKeepsWhatItDid() {
        UniAssertSubscriber<RunReport> run = run(
                job(2, retry(100, 0)),
                context -> Uni.createFrom()
                        .item(idempotencyKeys.size() == 1 ? Outcome.done() : Outcome.failed(Fault.TIMEOUT, "slow")));
        timer.advance(Duration.ofMinutes(2));
        RunReport report = run.assertCompleted().getItem();
        assertThat(report.reason()).isEqualTo("the whole run took longer than PT1M");
        assertThat(report.actions()).hasSize(1);
    }

    @Test
    void aCancelledRunStopsAtOnceWithTheReason() {
        List<String> cancelled = new ArrayList<>();
        Runner runner = runner(context ->
                Uni.createFrom().<Outcome>nothing().onCancellation().invoke(() -> cancelled.add("stopped calling")));
        UniAssertSubscriber<RunReport> run =
                runner.run(KEY, job(1, retry(3, 0))).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(runner.cancel(KEY, "replaced")).isTrue();
        RunReport report = run.assertCompleted().getItem();
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(report.reason()).isEqualTo("replaced");
        assertThat(cancelled).hasSize(1);
        assertThat(runner.cancel(KEY, "again")).isFalse();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A stop dropped the runs that waited for their next attempt",
            now = "They are handed back and run by another process, once")
    void aRunBetweenTwoAttemptsOfItsFirstActionIsHandedBack() {
        Runner runner =
                runner(context -> Uni.createFrom().item(Outcome.failed(Fault.CONNECTION, "connection refused")));
        UniAssertSubscriber<RunReport> run =
                runner.run(KEY, job(1, retry(3, 0))).subscribe().withSubscriber(UniAssertSubscriber.create());
        runner.handBackOrCancelAll("the service was stopped");
        assertThat(run.assertCompleted().getItem().state()).isEqualTo(RunState.DUE);
    }

    @Test
    void aRunInTheMiddleOfACallIsCancelledUnlessItsJobMayBeRepeated() {
        for (Lost lost : Lost.values()) {
            Runner runner = runner(context -> Uni.createFrom().nothing());
            UniAssertSubscriber<RunReport> run =
                    runner.run(KEY, job(1, retry(3, 0), lost)).subscribe().withSubscriber(UniAssertSubscriber.create());
            runner.handBackOrCancelAll("the service was stopped");
            assertThat(run.assertCompleted().getItem().state())
                    .isEqualTo(lost == Lost.RETRY ? RunState.DUE : RunState.CANCELLED);
        }
    }

    @Test
    void aRunWhoseFirstActionSucceededIsNotRepeated() {
        Runner runner = runner(context -> Uni.createFrom()
                .item(
                        Set.copyOf(idempotencyKeys).size() == 1
                                ? Outcome.done()
                                : Outcome.failed(Fault.CONNECTION, "connection refused")));
        UniAssertSubscriber<RunReport> run =
                runner.run(KEY, job(2, retry(3, 0))).subscribe().withSubscriber(UniAssertSubscriber.create());
        runner.handBackOrCancelAll("the service was stopped");
        assertThat(run.assertCompleted().getItem().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "Fifteen replaced runs went on at their target",
            now = "A run that is replaced closes its connection")
    void aRunThatIsReplacedClosesItsConnection() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI target = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Runner runner = runner(context -> context.clients().http().outcome(HttpCaller.Call.get(target)));
            for (int i = 0; i < 15; i++) {
                RunKey key = new RunKey("job", Instant.EPOCH.plusSeconds(i));
                UniAssertSubscriber<RunReport> run =
                        runner.run(key, job(1, retry(3, 0))).subscribe().withSubscriber(UniAssertSubscriber.create());
                try (Socket connection = silent.accept()) {
                    connection.setSoTimeout(10_000);
                    assertThat(connection.getInputStream().read()).isEqualTo('G');
                    runner.cancel(key, "replaced by a newer due time");
                    assertThat(connection.getInputStream().readAllBytes())
                            .as("read up to the end")
                            .isNotEmpty();
                }
                assertThat(run.awaitItem().getItem().state()).isEqualTo(RunState.CANCELLED);
            }
        }
    }

    @Test
    void aSecretNeverReachesTheReportEvenWhenTheOtherSideRepeatsIt() {
        UniAssertSubscriber<RunReport> run = run(job(1, retry(1, 0)), context -> {
            String secret = context.clients().secrets().resolve("Bearer ${env:TOKEN}");
            return Uni.createFrom()
                    .item(new Outcome.Done(JsonNodeFactory.instance.objectNode().put("you_sent", secret)));
        });
        assertThat(run.assertCompleted()
                        .getItem()
                        .actions()
                        .getFirst()
                        .details()
                        .toString())
                .isEqualTo("{\"you_sent\":\"Bearer ***\"}");
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "Runs kept 64 KiB of what each of their actions was answered until they ended: gigabytes of all runs at once",
            now = "The report of an action keeps its first 2,048 characters, that of a run 16,384")
    void whatTargetsAnswerIsKeptInPart() {
        String word = "\"secret-of-tests\",";
        UniAssertSubscriber<RunReport> run = run(
                job(50, retry(1, 0)),
                context -> Uni.createFrom()
                        .item(new Outcome.Done(
                                JsonNodeFactory.instance.objectNode().put("long", word.repeat(4_000)))));
        List<String> details = run.assertCompleted().getItem().actions().stream()
                .map(ActionReport::details)
                .toList();
        assertThat(details).hasSize(50);
        assertThat(details.getFirst()).startsWith("\"{").endsWith("…\"").hasSizeLessThan(5_000);
        assertThat(details.getLast()).isEqualTo("\"…\"");
        assertThat(details.stream().mapToInt(String::length).sum()).isLessThan(17_000);
    }

    @Test
    void aMissingSecretFailsTheRunAndNamesTheReferenceAlone() {
        UniAssertSubscriber<RunReport> run = run(
                job(1, retry(3, 0)),
                context -> Uni.createFrom().item(() -> {
                    context.clients().secrets().resolve("${env:NOT_THERE}");
                    return Outcome.done();
                }));
        RunReport report = run.assertCompleted().getItem();
        assertThat(report.reason()).isEqualTo("act: the secret env:NOT_THERE is not there");
        assertThat(report.attempts()).as("trying again would not help").isEqualTo(1);
    }

    private UniAssertSubscriber<RunReport> run(Job job, Function<ActionContext, Uni<Outcome>> behaviour) {
        return runner(behaviour).run(KEY, job).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private Runner runner(Function<ActionContext, Uni<Outcome>> behaviour) {
        Action action = new Action() {
            @Override
            public String type() {
                return "act";
            }

            @Override
            public Uni<Outcome> perform(ActionSpec spec, ActionContext context) {
                attempts.add(timer.clock().instant());
                idempotencyKeys.add(context.idempotencyKey());
                return behaviour.apply(context);
            }
        };
        ActionContext.Clients clients = new ActionContext.Clients(
                ServiceAddresses.of(name -> null),
                HttpCaller.open(timer.clock(), Duration.ofSeconds(1)),
                (topic, key, value, headers) -> Uni.createFrom().voidItem(),
                SECRETS);
        return new Runner(new Attempts(Actions.of(List.of(action)), clients, timer.clock(), () -> 0.3, timer), timer);
    }

    private static Retry retry(int attempts, double jitter) {
        return new Retry(
                attempts,
                Duration.ofSeconds(1),
                2,
                Duration.ofSeconds(30),
                jitter,
                Set.of(Fault.CONNECTION, Fault.TIMEOUT));
    }

    private static Job job(int actions, Retry retry) {
        return job(actions, retry, Policies.standard().lost());
    }

    private static Job job(int actions, Retry retry, Lost lost) {
        Policies standard = Policies.standard();
        Policies policies = new Policies(
                standard.misfire(),
                standard.overlap(),
                new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(1)),
                retry,
                lost,
                0,
                1);
        List<ActionSpec> specs = new ArrayList<>();
        for (int i = 0; i < actions; i++) {
            specs.add(ActionSpec.of("act"));
        }
        return new Job(
                "job",
                true,
                new Trigger.OnStartup(Trigger.OnStartup.Scope.PROCESS),
                specs,
                policies,
                List.of(),
                List.of());
    }
}
