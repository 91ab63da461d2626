package io.bhiv.automation.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.automation.engine.report.ReportFiles;
import io.bhiv.automation.service.LedgerRows.Row;
import io.bhiv.automation.service.LedgerRows.Span;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every due time that the running service owes is accounted for, in one way, whatever comes in between. */
@QuarkusTest
@TestProfile(RunningService.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class DueTimesIT {

    /** A thousand reloads a minute for so long; {@code -Dautomation.reload.seconds=60} makes it the whole minute. */
    private static final int RELOAD_SECONDS = Integer.getInteger("automation.reload.seconds", 5);

    private static TargetServer target;

    @BeforeAll
    static void startTarget() {
        target = new TargetServer();
    }

    /**
     * Whatever the tests before have made of due times: succeeded, failed, skipped, missed, cancelled. A run that was recorded and not begun
     * when its job left the file has no end yet: for three minutes another replica may have a newer file with it.
     */
    @AfterAll
    static void everyEndIsReportedOnceAndAsTheSchemaSays() throws IOException {
        ReportFiles reports = new ReportFiles(RunningService.REPORTS);
        await().untilAsserted(() -> {
            assertThat(reports.lines()).hasSize(LedgerRows.ended("%").size());
            assertThat(LedgerRows.open("%")).extracting(Row::state).allMatch("due"::equals);
        });
        reports.assertWhole();
        target.close();
    }

    @BeforeEach
    void forget() {
        target.answers(request -> new Reply(200, "{}"));
        target.forget();
    }

    @Test
    void tenThousandJobsDueInOneInstantAreEachCalledOnce() {
        // The jobs must be in force by then, on a busy machine too.
        Instant due = Instant.now().plusSeconds(12).truncatedTo(ChronoUnit.SECONDS);
        RunningService.inForce(IntStream.range(0, 10_000)
                .mapToObj(i -> job("many " + i, "R0/" + due + "/PT1S", "/many", "\"retry\":{\"attempts\":1}"))
                .collect(Collectors.joining(",")));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(LedgerRows.states("many %")).isEqualTo(Map.of("succeeded", 10_000L)));
        assertThat(LedgerRows.of("many %")).extracting(Row::dueAt).containsOnly(due);
        assertThat(target.requests())
                .hasSize(10_000)
                .extracting(call -> call.headers().get("idempotency-key"))
                .doesNotHaveDuplicates();
    }

    @Test
    void overlapFollowsThePolicy() {
        target.takes(Duration.ofMillis(700));
        List<String> policies = List.of("skip", "queue-one", "replace", "allow");
        // Fourteen repetitions and then an end: a job that is taken out of the file would have its last due times
        // skipped.
        String schedule = "R14/" + Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MILLIS) + "/PT0.3S";
        RunningService.inForce(policies.stream()
                .map(policy -> job("overlap " + policy, schedule, "/work", "\"overlap\":\"" + policy + "\""))
                .collect(Collectors.joining(",")));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(policies)
                    .allSatisfy(policy ->
                            assertThat(LedgerRows.of("overlap " + policy)).hasSize(15));
            assertThat(LedgerRows.open("overlap %")).isEmpty();
        });

        policies.forEach(policy -> assertNoneIsLeftOut("overlap " + policy, Duration.ofMillis(300)));
        assertThat(mostAtOnce("overlap skip")).isEqualTo(1);
        assertThat(reasons("overlap skip", "skipped")).contains("an earlier run still goes on");
        assertThat(mostAtOnce("overlap queue-one")).isEqualTo(1);
        assertThat(reasons("overlap queue-one", "skipped")).contains("another due time already waits");
        assertThat(mostAtOnce("overlap replace")).isEqualTo(1);
        assertThat(reasons("overlap replace", "cancelled")).contains("replaced by a newer due time");
        assertThat(mostAtOnce("overlap allow")).isGreaterThan(1);
        assertThat(LedgerRows.states("overlap allow")).containsOnlyKeys("succeeded");
    }

    @Test
    void dueTimesOfAnHourOfOutageFollowThePolicy() {
        // Between two due times, so that none comes while the hour is taken away.
        String schedule = "\"anchor\":\"" + Instant.now().minusSeconds(30) + "\"";
        List<String> modes = List.of("all", "last", "none");
        String jobs = modes.stream()
                .map(mode -> """
                        {"name":"outage %s","trigger":{"type":"intervalMinutes","value":1,%s},
                         "actions":[{"type":"http","url":"%s/outage/%s"}],
                         "policies":{"misfire":{"mode":"%s","limit":20,"tolerance":"PT1S"}}}""".formatted(mode, schedule, target.url(), mode, mode))
                .collect(Collectors.joining(","));
        RunningService.inForce(jobs);
        LedgerRows.change(
                "UPDATE automation.job SET evaluated_to = now() - interval '1 hour' WHERE name LIKE 'outage %'");
        RunningService.inForce(jobs + "," + job("another", "PT1H", "/", "\"pauseAfter\":1"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(modes)
                        .allSatisfy(mode ->
                                assertThat(LedgerRows.of("outage " + mode)).hasSizeGreaterThanOrEqualTo(60)));
        await().untilAsserted(() -> assertThat(LedgerRows.open("outage %")).isEmpty());
        modes.forEach(mode -> assertNoneIsLeftOut("outage " + mode, Duration.ofMinutes(1)));
        assertThat(LedgerRows.states("outage all")).isEqualTo(Map.of("missed", 40L, "succeeded", 20L));
        assertThat(LedgerRows.of("outage all").subList(40, 60))
                .as("the newest, one after the other")
                .allSatisfy(row -> assertThat(row.kind()).isEqualTo("catch_up"))
                .allSatisfy(row -> assertThat(row.ran()).isPresent());
        assertThat(mostAtOnce("outage all")).isEqualTo(1);
        assertThat(LedgerRows.states("outage last")).isEqualTo(Map.of("missed", 59L, "succeeded", 1L));
        assertThat(LedgerRows.of("outage last").getLast().state()).isEqualTo("succeeded");
        assertThat(LedgerRows.states("outage none")).isEqualTo(Map.of("missed", 60L));
        assertThat(target.requests()).hasSize(21);
    }

    @Test
    void aThousandReloadsAMinuteLeaveNoDueTimeOut() {
        String tick = job("reloaded", "PT0.1S", "/tick", "\"overlap\":\"allow\"");
        RunningService.inForce(tick);
        await().untilAsserted(() -> assertThat(LedgerRows.of("reloaded")).isNotEmpty());
        long before = RunningService.reloads();
        int times = RELOAD_SECONDS * 1_000 / 60;
        for (int i = 0; i < times; i++) {
            RunningService.inForce(tick + "," + job("passing " + i % 7, "PT1H", "/", "\"pauseAfter\":" + i));
            Waiting.during(Duration.ofMillis(20));
        }
        assertThat(RunningService.reloads() - before).isEqualTo(times);
        RunningService.inForce();
        // The last ones may have been recorded and not begun when their job left the file.
        await().untilAsserted(() ->
                assertThat(LedgerRows.open("reloaded")).extracting(Row::state).doesNotContain("running", "waiting"));
        assertThat(LedgerRows.ended("reloaded")).hasSizeGreaterThan(RELOAD_SECONDS * 5);
        assertNoneIsLeftOut("reloaded", Duration.ofMillis(100));
        assertThat(LedgerRows.states("reloaded"))
                .containsEntry("succeeded", (long) target.requests().size());
    }

    private static void assertNoneIsLeftOut(String job, Duration period) {
        List<Instant> due = LedgerRows.of(job).stream().map(Row::dueAt).toList();
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i)).as(job).isEqualTo(due.get(i - 1).plus(period));
        }
    }

    private static long mostAtOnce(String job) {
        List<Span> spans =
                LedgerRows.of(job).stream().flatMap(row -> row.ran().stream()).toList();
        return spans.stream()
                .mapToLong(one ->
                        spans.stream().filter(other -> other.holds(one.from())).count())
                .max()
                .orElse(0);
    }

    private static String reasons(String job, String state) {
        return LedgerRows.of(job).stream()
                .filter(row -> row.state().equals(state))
                .map(row -> String.valueOf(row.reason()))
                .collect(Collectors.joining("; "));
    }

    private static String job(String name, String interval, String path, String policies) {
        return """
                {"name":"%s","trigger":{"type":"interval","value":"%s"},
                 "actions":[{"type":"http","url":"%s%s"}],"policies":{%s}}""".formatted(name, interval, target.url(), path, policies);
    }
}
