package io.bhiv.automation.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RunningService.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class AutomationServiceIT {

    private static TargetServer target;

    @BeforeAll
    static void startTarget() {
        target = new TargetServer();
    }

    @AfterAll
    static void stopTarget() {
        target.close();
    }

    @BeforeEach
    void forget() {
        target.answers(request -> new Reply(200, "{\"status\":\"ok\",\"pending\":5}"));
        target.forget();
    }

    @Test
    void aJobRunsEverySecondEachDueTimeOnce() {
        inForce("""
                {"name":"tick","trigger":{"type":"interval","value":"PT1S"},
                 "actions":[{"type":"http","url":"%s/tick"}],"policies":{"overlap":"allow"}}""");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(runs("tick").getList("runs.findAll { it.state == 'succeeded' }"))
                        .hasSizeGreaterThanOrEqualTo(4));
        List<String> due = runs("tick").getList("runs.due_at");
        for (int i = 1; i < due.size(); i++) {
            assertThat(Instant.parse(due.get(i - 1)))
                    .isEqualTo(Instant.parse(due.get(i)).plusSeconds(1));
        }
        assertThat(target.requests().stream().map(one -> one.headers().get("idempotency-key")))
                .doesNotHaveDuplicates();
        given().get("/automation/jobs/tick/next?count=3").then().statusCode(200).body("due_times.size()", equalTo(3));
        given().get("/automation/jobs").then().statusCode(200).body("jobs.name", hasItem("tick"));
    }

    @Test
    void aJobIsRunNowPausedResumedAndBackfilled() {
        inForce("""
                {"name":"daily","trigger":{"type":"cron","value":"0 0 3 * * *","zone":"Europe/Berlin"},
                 "actions":[{"type":"http","url":"%s/daily"}]}""");
        String first = given().header("Idempotency-Key", "abc")
                .post("/automation/jobs/daily/run")
                .then()
                .statusCode(200)
                .body("duplicate", equalTo(false))
                .extract()
                .path("due_at");
        given().header("Idempotency-Key", "abc")
                .post("/automation/jobs/daily/run")
                .then()
                .statusCode(200)
                .body("duplicate", equalTo(true));
        await().untilAsserted(() -> assertThat(target.requests()).hasSize(1));
        assertThat(first).isNotBlank();

        given().post("/automation/jobs/daily/pause?reason=holiday").then().statusCode(200);
        given().get("/automation/jobs/daily").then().body("paused", equalTo("holiday"));
        given().post("/automation/jobs/daily/resume").then().statusCode(200);

        Instant to = Instant.now().truncatedTo(ChronoUnit.DAYS);
        String range = "from=" + to.minus(Duration.ofDays(5)) + "&to=" + to;
        given().post("/automation/jobs/daily/backfill?" + range)
                .then()
                .statusCode(200)
                .body("dry_run", equalTo(true))
                .body("due", equalTo(5))
                .body("recorded", equalTo(0));
        for (int recorded : new int[] {5, 0}) {
            given().post("/automation/jobs/daily/backfill?dryRun=false&" + range)
                    .then()
                    .statusCode(200)
                    .body("recorded", equalTo(recorded));
        }
        await().untilAsserted(() -> assertThat(
                        runs("daily").getList("runs.findAll { it.occasion == 'backfill' && it.state == 'succeeded' }"))
                .hasSize(5));

        given().post("/automation/jobs/nobody/run").then().statusCode(404).contentType("application/problem+json");
        refused("from=x&to=y", "/from");
        refused("from=" + to + "&to=" + to.minusSeconds(1), "/from");
        refused("from=" + to + "&to=" + to.plus(Duration.ofDays(2)), "/to");
        refused("from=" + to.minus(Duration.ofDays(20)) + "&to=" + to, "/from");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Pausing a job that was never enabled was answered 200 with the pause; it had none, and ran once it was enabled",
            now = "It is answered 409")
    void aJobThatWasNeverEnabledHasNoPause() {
        String job = "{\"name\":\"asleep\",\"enabled\":%s,\"trigger\":{\"type\":\"onStartup\"},"
                + "\"actions\":[{\"type\":\"check_health\"}]}";
        RunningService.inForce(job.formatted(false));
        for (String verb : List.of("pause", "resume")) {
            given().post("/automation/jobs/asleep/" + verb)
                    .then()
                    .statusCode(409)
                    .contentType("application/problem+json");
        }

        RunningService.inForce(job.formatted(true));
        given().post("/automation/jobs/asleep/pause").then().statusCode(200);
        given().get("/automation/jobs/asleep").then().body("paused", equalTo("by an operator"));

        RunningService.inForce(job.formatted(false));
        given().post("/automation/jobs/asleep/resume").then().statusCode(200);
        given().get("/automation/jobs/asleep").then().body("paused", nullValue());
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "A run with an Idempotency-Key of some thousand characters was answered 500",
            now = "Above 255 characters it is answered 400, as by the core bridge")
    void anIdempotencyKeyHasAtMost255Characters() {
        inForce(
                "{\"name\":\"keyed\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"http\",\"url\":\"%s/x\"}]}");
        for (String key : List.of("k".repeat(256), noise(3_000))) {
            given().header("Idempotency-Key", key)
                    .post("/automation/jobs/keyed/run")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json");
        }
        // An empty header is as good as none.
        for (String key : List.of(noise(255), "", "")) {
            given().header("Idempotency-Key", key)
                    .post("/automation/jobs/keyed/run")
                    .then()
                    .statusCode(200)
                    .body("duplicate", equalTo(false));
        }
    }

    /** Such as no index can compress. */
    private static String noise(int length) {
        return new Random(1)
                .ints(length, 'A', 'Z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "The list of jobs was answered 500 above 65,535 jobs",
            now = "It has pages, of 10,000 jobs unless fewer are asked for")
    void jobsAreListedByThePage() {
        inForce(IntStream.range(0, 5)
                .mapToObj(
                        "{\"name\":\"page %d\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}]}"
                                ::formatted)
                .collect(Collectors.joining(",")));
        given().get("/automation/jobs?limit=2").then().body("jobs.name", equalTo(List.of("page 0", "page 1")));
        given().get("/automation/jobs?limit=2&after=page 3")
                .then()
                .body("jobs.name", equalTo(List.of("page 4")))
                .body("count", equalTo(1));
        given().get("/automation/jobs?after=page 4").then().body("count", equalTo(0));
        given().get("/automation/jobs").then().body("count", equalTo(5));
        given().get("/automation/jobs?after=nobody").then().statusCode(404);
    }

    private static void refused(String range, String pointer) {
        given().post("/automation/jobs/daily/backfill?" + range)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("pointer", equalTo(pointer));
    }

    @Test
    void aBadFileIsShownAndChangesNothing() {
        inForce("""
                {"name":"kept","trigger":{"type":"onStartup"},"actions":[{"type":"http","url":"%s/x"}]}""");
        RunningService.replaceConfig("{\"jobs\":[{\"nmae\":\"x\"}]}");
        await().untilAsserted(() -> given().get("/automation/status")
                .then()
                .body("config.violations.pointer", hasItem("/jobs/0/nmae"))
                .body("config.jobs", equalTo(1)));
        given().get("/q/health/ready").then().statusCode(200);
        given().body("{\"jobs\":[{}]}")
                .contentType("application/json")
                .post("/automation/validate")
                .then()
                .statusCode(200)
                .body("valid", equalTo(false))
                .body("violations.pointer", hasItem("/jobs/0"));
        given().get("/automation/schema")
                .then()
                .statusCode(200)
                .body("title", equalTo("Job file of the automation service"));
    }

    @Test
    void aTargetThatIsDownGivesOneNoticeAndOneMoreWhenItIsBack() {
        AtomicInteger status = new AtomicInteger(503);
        target.answers(request -> new Reply(request.path().equals("/work") ? status.get() : 200, "{}"));
        inForce("""
                {"name":"shaky","trigger":{"type":"interval","value":"PT0.5S"},
                 "actions":[{"type":"http","url":"%1$s/work"}],
                 "policies":{"retry":{"attempts":2,"backoff":"PT0.05S"}},
                 "onFailure":[{"type":"http","url":"%1$s/down"}],
                 "onRecovery":[{"type":"http","url":"%1$s/up"}]}""");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(calls("/work")).isGreaterThan(8));
        assertThat(calls("/down")).isEqualTo(1);
        status.set(200);
        await().untilAsserted(() -> assertThat(calls("/up")).isEqualTo(1));
        assertThat(calls("/down")).isEqualTo(1);
    }

    @Test
    void aRecordOnATopicMakesAJobDueOnce() throws Exception {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KafkaResource.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("automation-it", 2, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
        inForce("""
                {"name":"listen","trigger":{"type":"event","topic":"automation-it","where":[{"pointer":"/kind","equals":"go"}]},
                 "actions":[{"type":"http","url":"%1$s/heard"}],"policies":{"overlap":"allow"}},
                {"name":"speak","trigger":{"type":"interval","value":"PT1S"},"actions":[
                 {"type":"publish_kafka","topic":"automation-it","value":{"kind":"stay"}},
                 {"type":"publish_kafka","topic":"automation-it","key":"k","value":{"kind":"go"}}]}""");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(calls("/heard")).isGreaterThan(2));
        long spoken = runs("speak").getList("runs").size();
        assertThat(calls("/heard")).isLessThanOrEqualTo(spoken);
    }

    @Test
    void aMissingTopicStopsOnlyTheJobThatNamesIt() throws Exception {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KafkaResource.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("automation-there", 1, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
        inForce("""
                {"name":"to nowhere","trigger":{"type":"interval","value":"PT1S"},"policies":{"retry":{"attempts":1}},
                 "actions":[{"type":"publish_kafka","topic":"automation-nowhere","value":1}]},
                {"name":"to a topic","trigger":{"type":"interval","value":"PT1S"},"policies":{"retry":{"attempts":1}},
                 "actions":[{"type":"publish_kafka","topic":"automation-there","value":1}]}""");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(runs("to nowhere").getList("runs.findAll { it.state == 'failed' }"))
                        .hasSizeGreaterThan(7));
        int failed = runs("to nowhere").getList("runs").size();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(runs("to nowhere").getList("runs")).hasSizeGreaterThan(failed + 1));
        assertThat(runs("to a topic").getList("runs.findAll { it.state == 'failed' }"))
                .isEmpty();
        assertThat(runs("to a topic").getList("runs.findAll { it.state == 'succeeded' }"))
                .isNotEmpty();
    }

    @Test
    void whereATopicIsBegunIsRememberedBeforeItsFirstRecord() throws Exception {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KafkaResource.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("automation-quiet", 2, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            inForce("""
                    {"name":"quiet","trigger":{"type":"event","topic":"automation-quiet"},
                     "actions":[{"type":"http","url":"%1$s/heard"}]}""");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(admin.listConsumerGroupOffsets("automation-service")
                                    .partitionsToOffsetAndMetadata()
                                    .get(10, TimeUnit.SECONDS))
                            .containsKeys(
                                    new TopicPartition("automation-quiet", 0),
                                    new TopicPartition("automation-quiet", 1)));
        }
    }

    @Test
    void aFigureAboveItsThresholdMakesAJobDueOnceUntilItFell() {
        AtomicInteger pending = new AtomicInteger(2_000);
        target.answers(request -> new Reply(200, "{\"pending\":" + pending.get() + "}"));
        inForce("""
                {"name":"long queue","trigger":{"type":"event","metric":
                  {"url":"%1$s/figures","pointer":"/pending","above":1000,"rearmAt":100,"every":"PT1S"}},
                 "actions":[{"type":"http","url":"%1$s/alarm"}]}""");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(calls("/alarm")).isEqualTo(1));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(calls("/figures")).isGreaterThan(3));
        pending.set(50);
        long before = calls("/figures");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(calls("/figures")).isGreaterThan(before + 1));
        assertThat(calls("/alarm")).isEqualTo(1);
        pending.set(1_001);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(calls("/alarm")).isEqualTo(2));
    }

    private static void inForce(String jobs) {
        RunningService.inForce(jobs.replace("%1$s", "%s").replace("%s", target.url()));
    }

    private static long calls(String path) {
        return target.requests().stream().filter(one -> one.path().equals(path)).count();
    }

    private static JsonPath runs(String job) {
        return given().get("/automation/jobs/{job}/runs?limit=1000", job).jsonPath();
    }
}
