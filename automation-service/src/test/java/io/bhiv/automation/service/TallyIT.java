package io.bhiv.automation.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tally of runs against their rows, over every way in which a due time can go, and with rows deleted by hand. */
@QuarkusTest
@TestProfile(TallyIT.Reporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class TallyIT {

    public static final class Reporting implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new RunningService().getConfigOverrides());
            settings.putAll(TallyReports.OFTEN);
            return settings;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NOTICED = Duration.ofSeconds(60);

    @Inject
    ObjectMapper json;

    private final TargetServer target = new TargetServer();

    @AfterEach
    void stopTarget() {
        RunningService.inForce();
        target.close();
    }

    @Test
    void everyWayIsTalliedAndEveryDeletedRowIsNoticed() {
        EmptyTables.of(
                "automation.event_tally, automation.event_tally_delta, automation.run",
                "UPDATE automation.event_tally_since SET since = now() - interval '10 minutes'");
        target.answers(request -> new Reply(request.path().equals("/bad") ? 500 : 200, "{}"));
        String jobs = job("good") + "," + job("bad") + "," + job("again") + "," + missed();
        RunningService.inForce(jobs);
        LedgerRows.change(
                "UPDATE automation.job SET evaluated_to = now() - interval '5 minutes' WHERE name = 'missed'");
        RunningService.inForce(jobs, job("another"));
        run("good");
        run("bad");
        state("good", "succeeded");
        state("bad", "failed");
        target.takes(Duration.ofSeconds(2));
        run("again");
        state("again", "running");
        run("again");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(LedgerRows.states("again")).isEqualTo(Map.of("succeeded", 1L, "skipped", 1L)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(LedgerRows.states("missed")).isEqualTo(Map.of("missed", 5L)));
        // Claimed by nobody: no replica knows its job.
        LedgerRows.change("INSERT INTO automation.job (name, schedule, evaluated_to) VALUES ('of another', '', now())");
        LedgerRows.change("WITH recorded AS (INSERT INTO automation.run (job, due_at, kind, state)"
                + " VALUES ('of another', now(), 'manual', 'due') RETURNING due_at)"
                + " INSERT INTO automation.event_tally_delta (minute, intake, stored)"
                + " SELECT date_trunc('minute', due_at), 'automation-runs', 1 FROM recorded");

        Instant settled = Instant.now();
        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading runs = latest(settled);
            assertThat(runs.received()).isEqualTo(10);
            assertThat(runs.published()).isEqualTo(2);
            assertThat(runs.dead()).isEqualTo(1);
            assertThat(runs.dropped()).isEqualTo(6);
            assertThat(runs.pending()).isEqualTo(1);
            assertThat(runs.isBalanced()).as("%s", runs).isTrue();
        });

        await().atMost(NOTICED)
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .containsPattern("bridge_automation_oldest_seconds [0-9]")
                        .containsPattern("bridge_automation_leased [0-9]")
                        .containsPattern("bridge_automation_dead\\{reason=\"failed\",?} 1"));

        LedgerRows.change("DELETE FROM automation.run WHERE job IN ('good', 'bad')");
        LedgerRows.change("DELETE FROM automation.run WHERE job = 'of another'");
        Instant deleted = Instant.now();

        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading runs = latest(deleted);
            assertThat(runs.missingStored()).isEqualTo(3);
            assertThat(runs.missingDead()).isEqualTo(1);
            assertThat(runs.missingPending()).isEqualTo(1);
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "After a rollback the age of the queue was that of a run which only the newer version knew, and rose for ever",
            now = "It is that of the runs that this version knows")
    void runsThatOnlyANewerVersionKnowsDoNotHideForHowLongOthersWait() {
        RunningService.inForce(job("never"));
        EmptyTables.of(
                "automation.run",
                "INSERT INTO automation.job (name, schedule, evaluated_to) VALUES ('of others', '', now())",
                """
                INSERT INTO automation.run (job, due_at, kind, state, recorded_at, lease_until) VALUES
                  ('of others', now() - interval '10 minutes', 'manual', 'due', now() - interval '10 minutes', NULL),
                  ('of others', now() - interval '1 hour', 'newer', 'due', now() - interval '1 hour', NULL),
                  ('of others', now() - interval '2 hours', 'newer', 'running', now() - interval '2 hours', now() - interval '1 hour')""");
        try {
            await().atMost(NOTICED)
                    .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                            .containsPattern("bridge_automation_oldest_seconds 6\\d\\d\\.")
                            .contains("bridge_automation_leased 0.0"));
        } finally {
            LedgerRows.change("DELETE FROM automation.run WHERE job = 'of others'");
            LedgerRows.change("DELETE FROM automation.job WHERE name = 'of others'");
        }
    }

    private TallyReading latest(Instant after) {
        return json.convertValue(
                TallyReports.latest(KafkaResource.bootstrapServers(), "automation-runs", after), TallyReading.class);
    }

    private static void run(String job) {
        given().post("/automation/jobs/" + job + "/run").then().statusCode(200);
    }

    private static void state(String job, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(LedgerRows.states(job)).isEqualTo(Map.of(state, 1L)));
    }

    private String job(String name) {
        return """
                {"name":"%1$s","trigger":{"type":"interval","value":"R0/2001-01-01T00:00:00Z/PT1S"},
                 "actions":[{"type":"http","url":"%2$s/%1$s"}],"policies":{"retry":{"attempts":1}}}""".formatted(name, target.url());
    }

    /** Due every minute, half a minute from now on. */
    private String missed() {
        return """
                {"name":"missed","trigger":{"type":"intervalMinutes","value":1,"anchor":"%s"},
                 "actions":[{"type":"http","url":"%s/missed"}],"policies":{"misfire":{"mode":"none","tolerance":"PT1S"}}}""".formatted(Instant.now().minusSeconds(30), target.url());
    }
}
