package io.bhiv.insight.recover;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.insight.AsHosted;
import io.bhiv.insight.recover.ServicesStub.Canned;
import io.bhiv.insight.recover.ServicesStub.Received;
import io.bhiv.insight.store.RecoveryRows;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What acts from the page: it calls what it says, as fast as it may, leaves a row, and only our own forms can do it. */
@QuarkusTest
@TestProfile(AsHosted.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(ServicesStub.class)
class RecoveryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SPAN = "limit=100&rate=2";

    ServicesStub.@Nullable Calls calls;

    @Inject
    Recoveries recoveries;

    @Inject
    RecoveryCalls recoveryCalls;

    @Inject
    RecoveryRows rows;

    @Inject
    @ReactiveDataSource("insight")
    Pool pool;

    @BeforeEach
    void forget() {
        stub().received.clear();
        stub().answers.clear();
        stub().answers.put("/api/v1/biometric/parked", new Canned(200, parked(5)));
        stub().answers
                .put("/api/v1/biometric/replays", new Canned(200, "{\"dry_run\":false,\"count\":1,\"sample\":[]}"));
    }

    @Test
    void aFigureOfThePageLeadsToTheFormWithWhatItCounts() {
        Response form = given().accept("text/html")
                .get("/insight/recovery?target=parked-deliveries&provider=oura&reason=NOT_JSON");

        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.asString())
                .contains("value=\"NOT_JSON\"", "value=\"oura\"", "value=\"parked-deliveries\" selected");
        assertThat(stub().received).isEmpty();
    }

    @Test
    void aPreviewShowsWhatWouldBeSentAndSendsNothing() {
        Response preview = preview("parked-deliveries", "&reason=NOT_JSON&provider=oura");

        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(preview.asString())
                .contains("Send 5 again", "0198f2c4-7d1e-7c3a-9b5e-000000000000", "&lt;script&gt;")
                .doesNotContain("<script>alert");
        assertThat(stub().received)
                .extracting(Received::method, Received::uri)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "GET", "/api/v1/biometric/parked?limit=100&reason=NOT_JSON&provider=oura"));
    }

    @Test
    void aRecoveryUnderWayAtAStopSaysSoAtOnceAndKeepsNoOtherWaiting() {
        Recoveries stopping = new Recoveries(recoveryCalls, rows);
        Selection slowly = new Selection(Target.PARKED_DELIVERIES, "", "", 100, 1);
        UUID id = stopping.start(slowly, "", "vera").await().atMost(PATIENCE).orElseThrow();

        stopping.stop(new ShutdownEvent());

        RecoveryRows.Row row = rows.find(id).await().atMost(PATIENCE).orElseThrow();
        assertThat(row.state()).isEqualTo("stopped");
        assertThat(row.note()).contains("the core bridge stopped");
        assertThat(row.sent()).isLessThan(5);
        assertThat(recoveries.start(slowly, "", "vera").await().atMost(PATIENCE))
                .isPresent();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(all()).noneMatch(Progress::isRunning));
    }

    @Test
    void eachIsSentOnceAtTheRateAndLeavesARow() {
        String location = start(preview("parked-deliveries", "")).header("Location");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(location)).contains("Done: "));

        assertThat(page(location))
                .contains("<b><span class=\"n\">5</span></b>")
                .as("what is done is not followed any more")
                .doesNotContain("progress.js", "http-equiv");
        List<Received> sent = sent("/api/v1/biometric/replays?dryRun=false");
        assertThat(sent).hasSize(5);
        assertThat(sent.stream().map(Received::body).collect(Collectors.toSet()))
                .hasSize(5);
        assertThat(Duration.between(sent.get(0).at(), sent.get(2).at())).isGreaterThan(Duration.ofMillis(900));
        assertThat(Duration.between(sent.get(2).at(), sent.get(4).at())).isGreaterThan(Duration.ofMillis(900));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page("/insight/recovery"))
                        .contains("Parked deliveries of providers", "the oldest 100, at most 2/s", "local", "done"));
    }

    @Test
    void aServiceThatRefusesEndsItAndItSaysWhy() {
        stub().answers
                .put(
                        "/api/v1/dead:redrive?dryRun=true",
                        new Canned(
                                200,
                                "{\"count\":9,\"packets\":[{\"packet_id\":\"p\"}],\"died_until\":\"2026-03-01T00:00:00Z\"}"));
        stub().answers.put("/api/v1/dead:redrive?dryRun=false", new Canned(503, "{\"detail\":\"The store is away\"}"));

        String location = start(preview("dead-packets", "&reason=timeout")).header("Location");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page(location))
                        .contains("Stopped: ", "the service answered 503: The store is away"));
        assertThat(sent("/api/v1/dead:redrive?dryRun=false"))
                .extracting(Received::body)
                .containsExactly("{\"limit\":2,\"reason\":\"timeout\",\"died_until\":\"2026-03-01T00:00:00Z\"}");
    }

    @Test
    void failedSendsGoThroughTheConnectorsOwnReplay() {
        stub().answers
                .put(
                        "/connectors/core/replay",
                        new Canned(
                                200,
                                "{\"dryRun\":true,\"failed\":1,\"count\":1,\"deliveries\":[{\"delivery_id\":\"d\",\"failed_at\":\"2026-03-01T00:00:00.5Z\"}]}"));

        String location = start(preview("failed-sends", "")).header("Location");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(location)).contains("Done: "));
        assertThat(sent("/connectors/core/replay?dryRun=false&limit=1"))
                .singleElement()
                .satisfies(one -> assertThat(one.uri()).endsWith("&failedUntil=2026-03-01T00:00:00.500Z"));
        // What the start counts again is bounded by what the person saw.
        assertThat(sent("/connectors/core/replay?dryRun=true"))
                .extracting(Received::uri)
                .satisfiesExactly(
                        first -> assertThat(first).doesNotContain("failedUntil"),
                        second -> assertThat(second).endsWith("&failedUntil=2026-03-01T00:00:00.500Z"));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "a recovery of refused updates counted the same ones again each second and reported all as sent",
            now = "it asks for what its preview saw and no further, and counts what the service sent")
    void refusedUpdatesAreAskedForOnlyAsFarAsThePreviewSaw() {
        stub().answers.put("/core/updates/replay?dryRun=true", new Canned(200, """
                {"dryRun":true,"count":3,"updates":[
                 {"update_id":"a","module":"m","reason":"r","parked_at":"2026-03-01T00:00:05Z"},
                 {"update_id":"b","module":"m","reason":"r","parked_at":"2026-03-01T00:00:05.123456Z"},
                 {"update_id":"c","module":"m","reason":"r","parked_at":"2026-03-01T00:00:04Z"}]}"""));
        stub().answers.put("/core/updates/replay?dryRun=false", new Canned(200, "{\"count\":1,\"updates\":[]}"));

        String location = start(preview("parked-updates", "")).header("Location");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(location)).contains("Done: "));
        assertThat(sent("/core/updates/replay?dryRun=false"))
                .extracting(Received::uri)
                .allMatch(uri -> uri.endsWith("&parkedUntil=2026-03-01T00:00:05.123456Z"))
                .hasSize(2);
        assertThat(all().getFirst().sent()).isEqualTo(2);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a recovery whose request was given up at its start was shown as running until a restart",
            now = "it is no longer part of the request: it runs and ends")
    void aRecoveryWhoseCallerLeavesRunsAndEnds() {
        stub().answers
                .put(
                        "/connectors/bucket/replay",
                        new Canned(200, "{\"count\":1,\"deliveries\":[{\"delivery_id\":\"d\"}]}"));
        SqlConnection blocking = pool.getConnection().await().atMost(PATIENCE);
        ask(blocking, "BEGIN");
        ask(blocking, "LOCK TABLE insight.operator_action IN ACCESS EXCLUSIVE MODE");

        Cancellable request = recoveries
                .start(new Selection(Target.FAILED_SAVES, "", "", 1, 1), "", "local")
                .subscribe()
                .with(_ -> {}, failure -> {
                    throw new AssertionError(failure);
                });
        await().atMost(PATIENCE).until(this::aRowWaitsForTheLock);
        request.cancel();
        ask(blocking, "COMMIT");
        blocking.close().await().atMost(PATIENCE);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all())
                        .filteredOn(RecoveryIT::isOfSaves)
                        .extracting(Progress::state)
                        .containsExactly(Progress.State.DONE));
    }

    private boolean aRowWaitsForTheLock() {
        return pool.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                + " AND query LIKE '%insight.operator_action%'")
                        .execute()
                        .await()
                        .atMost(PATIENCE)
                        .rowCount()
                > 0;
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "two replicas could send the same again side by side, and one knew nothing of the other's recovery",
            now = "progress is in the audit row, where every replica reads it; one of a target runs at a time")
    void everyReplicaKnowsEveryRecoveryAndOneOfATargetRunsAtATime() {
        Recoveries other = new Recoveries(recoveryCalls, rows);
        Selection selection = new Selection(Target.PARKED_DELIVERIES, "", "", 100, 2);

        UUID id =
                recoveries.start(selection, "", "olga").await().atMost(PATIENCE).orElseThrow();

        assertThat(other.start(selection, "", "igor").await().atMost(PATIENCE)).isEmpty();
        Progress begun = other.progress(id).await().atMost(PATIENCE).orElseThrow();
        assertThat(begun.isRunning()).isTrue();
        assertThat(begun.selection()).isEqualTo(selection);
        assertThat(begun.total()).isEqualTo(5);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                other.progress(id).await().atMost(PATIENCE).orElseThrow())
                        .returns(Progress.State.DONE, Progress::state)
                        .returns(5, Progress::sent));
        assertThat(sent("/api/v1/biometric/replays")).hasSize(5);
        assertThat(other.start(selection, "", "igor").await().atMost(PATIENCE)).isPresent();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(all()).noneMatch(Progress::isRunning));
    }

    @Test
    void oneWhoseProcessEndedIsSaidToHaveStoppedAndKeepsNoOtherFromRunning() {
        UUID lost = UUID.randomUUID();
        assertThat(rows.begin(new RecoveryRows.RecoveryRequest(
                                lost, "olga", "redrive", "Dead", "", Target.DEAD_PACKETS.wireName(), "", "", 9, 1, 9))
                        .await()
                        .atMost(PATIENCE))
                .isTrue();
        move("UPDATE insight.operator_action SET moved_at = now() - interval '7 minutes' WHERE state = 'running'");
        stub().answers.put("/api/v1/dead:redrive", new Canned(200, "{\"count\":0,\"packets\":[]}"));

        assertThat(recoveries.progress(lost).await().atMost(PATIENCE).orElseThrow())
                .returns(Progress.State.STOPPED, Progress::state)
                .returns("its process ended", Progress::note);
        Selection selection = new Selection(Target.DEAD_PACKETS, "", "", 9, 1);
        assertThat(recoveries.start(selection, "", "igor").await().atMost(PATIENCE))
                .isPresent();
        // Should its process live, it sends no more.
        assertThat(rows.move(lost, 1, 0).await().atMost(PATIENCE)).isFalse();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "One recovery in a state that only a newer version knows kept all recoveries from being shown",
            now = "It is left out, and the others are shown")
    void oneInAStateThatOnlyANewerVersionKnowsHidesNoOther() {
        UUID newer = begun(Target.DEAD_PACKETS);
        UUID known = begun(Target.FAILED_SAVES);
        String constraint = "operator_action_state_check";
        move("ALTER TABLE insight.operator_action DROP CONSTRAINT " + constraint);
        try {
            move("UPDATE insight.operator_action SET state = 'newer' WHERE recovery = '" + newer + "'");

            assertThat(all()).extracting(Progress::id).contains(known).doesNotContain(newer);
            assertThat(recoveries.progress(newer).await().atMost(PATIENCE)).isEmpty();
        } finally {
            move("UPDATE insight.operator_action SET state = 'done' WHERE recovery IN ('%s', '%s')"
                    .formatted(newer, known));
            move("ALTER TABLE insight.operator_action ADD CONSTRAINT " + constraint
                    + " CHECK (state IN ('running', 'done', 'stopped'))");
        }
    }

    private UUID begun(Target target) {
        UUID id = UUID.randomUUID();
        await().atMost(PATIENCE)
                .until(() -> rows.begin(new RecoveryRows.RecoveryRequest(
                                id, "olga", target.verb(), target.title(), "", target.wireName(), "", "", 9, 1, 9))
                        .await()
                        .atMost(PATIENCE));
        return id;
    }

    private void move(String statement) {
        var _ = pool.query(statement).execute().await().atMost(PATIENCE);
    }

    private List<Progress> all() {
        return recoveries.all().await().atMost(PATIENCE);
    }

    private static boolean isOfSaves(Progress one) {
        return one.selection().target() == Target.FAILED_SAVES;
    }

    private static void ask(SqlConnection connection, String statement) {
        var _ = connection.query(statement).execute().await().atMost(PATIENCE);
    }

    @Test
    void onlyOurOwnFormActs() {
        Response preview = preview("parked-deliveries", "");
        String token = token(preview);
        String cookie = Objects.requireNonNull(preview.cookie("insight-form"));

        assertThat(post(null, cookie, null)).isEqualTo(403);
        assertThat(post(token, null, null)).isEqualTo(403);
        assertThat(post(token.replace(token.charAt(0), token.charAt(0) == 'A' ? 'B' : 'A'), cookie, null))
                .isEqualTo(403);
        assertThat(post(token, cookie, "cross-site")).isEqualTo(403);
        assertThat(post(token, cookie, "same-site")).isEqualTo(403);
        assertThat(preview.getHeader("Set-Cookie")).contains("HttpOnly", "SameSite=Strict", "Path=/insight");
        assertThat(sent("/api/v1/biometric/replays")).isEmpty();
    }

    @Test
    void aSelectionThatCannotBeIsExplained() {
        assertThat(preview("dead-packets", "&provider=oura").asString()).contains("cannot be filtered by provider");
        assertThat(given().get("/insight/recovery/preview?target=dead-packets&limit=5000&rate=2")
                        .asString())
                .contains("The number is 1 to 1,000.");
        assertThat(stub().received).isEmpty();
    }

    @Test
    void recordsOfKafkaAreTakenAgainEachByItsPlaceAndOneThatIsGoneStopsNoOther() {
        String places = "/api/v1/intake/parked/core-updates/";
        stub().answers.put("/api/v1/intake/parked?limit=100", new Canned(200, """
                [{"topic":"core-updates","partition":0,"offset":7,"reason":"no JSON","value_size":3,"first_seen":"2026-03-01T00:00:04Z"},
                 {"topic":"core-updates","partition":0,"offset":9,"reason":"no JSON","value_size":3,"first_seen":"2026-03-01T00:00:05Z"},
                 {"topic":"core-updates","partition":1,"offset":2,"reason":"no value","value_size":-1,"first_seen":"2026-03-01T00:00:05Z"}]"""));
        stub().answers.put(places + "0/7/replay", new Canned(404, "{\"title\":\"Not found\"}"));
        stub().answers.put(places + "0/9/replay", new Canned(200, "{\"outcome\":\"taken\"}"));
        stub().answers.put(places + "1/2/replay", new Canned(200, "{\"outcome\":\"refused\",\"reason\":\"no value\"}"));
        Response preview = preview("records-of-bucket", "");
        assertThat(preview.asString()).contains("Send 3 again", "core-updates/1/2", "no value");

        String location = start(preview).header("Location");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(location)).contains("Done: ", "refused again"));
        assertThat(page(location)).contains("<b><span class=\"n\">1</span></b>");
        assertThat(sent(places))
                .extracting(Received::uri)
                .containsExactly(places + "0/7/replay", places + "0/9/replay", places + "1/2/replay");
    }

    @Test
    void aDifferenceLeadsToItsMinutesWithBothNumbersAndToTheRowsThatAreThere() {
        stub().answers.put("/api/v1/tally/core-updates", new Canned(200, """
                {"intake":"core-updates","minutes":[{"minute":"2026-03-01T00:07:00Z","stored":5,"counted_stored":3,"pending":1,
                 "counted_pending":1,"parked":0,"counted_parked":2,"dead":0,"counted_dead":0}]}"""));

        assertThat(page("/insight/account?service=core-bridge-service&intake=core-updates"))
                .containsSubsequence(
                        "1 Mar 2026 00:07 UTC",
                        "<span>3 of 5</span>",
                        "<span class=\"n\">1</span>",
                        "<span>2 of 0</span>",
                        "/insight#queue-core-bridge-service-core-updates",
                        "/insight/recovery?target=parked-updates");

        stub().answers.put("/api/v1/tally/core-updates", new Canned(200, "{\"minutes\":[]}"));
        assertThat(page("/insight/account?service=core-bridge-service&intake=core-updates"))
                .contains("agree in every minute");
        stub().answers.put("/api/v1/tally/core-updates", new Canned(200, "{\"minutes\":[{\"minute\":\"yesterday\"}]}"));
        assertThat(page("/insight/account?service=core-bridge-service&intake=core-updates"))
                .contains("gave no answer in time");
        assertThat(page("/insight/account?service=bucket-service&intake=<b>"))
                .contains("gave no answer in time", "&lt;b&gt;")
                .doesNotContain("<b>");
        given().get("/insight/account?service=elsewhere&intake=x").then().statusCode(404);
    }

    @Test
    void thePageListsTheUpdatesThatCameLastWhateverBecameOfThem() {
        stub().answers.put("/core/updates?", new Canned(200, """
                {"updates":[
                 {"update_id":"0198f2c4-7d1e-7c3a-9b5e-00000000000c","state":"published","module":"tutor","received_at":"2026-03-01T00:00:09Z","sendings":2},
                 {"update_id":"0198f2c4-7d1e-7c3a-9b5e-00000000000b","state":"parked","module":"<i>odd","received_at":"2026-03-01T00:00:08Z",
                  "reason_code":"rejected_by_bucket","reason":"<script>alert(1)</script>"},
                 {"update_id":"0198f2c4-7d1e-7c3a-9b5e-00000000000a","state":"synced","module":"tutor","received_at":"2026-03-01T00:00:07Z",
                  "synced_at":"2026-03-01T00:00:07.250Z"}]}"""));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(syncs())
                        .containsSubsequence(
                                "/insight/search?id=0198f2c4-7d1e-7c3a-9b5e-00000000000c",
                                "at the bucket",
                                "<span class=\"n\">2</span>",
                                "/insight/search?id=0198f2c4-7d1e-7c3a-9b5e-00000000000b",
                                "<span>parked</span>",
                                "&lt;i&gt;odd",
                                "&lt;script&gt;alert(1)",
                                "/insight/search?id=0198f2c4-7d1e-7c3a-9b5e-00000000000a",
                                "<span>synced</span>",
                                "<span class=\"n\">250</span>"));
        assertThat(syncs()).doesNotContain("<script>alert", "no answer");
        assertThat(given().get("/api/v1/insight/summary").jsonPath().getList("recent_syncs.state"))
                .containsExactly("published", "parked", "synced");

        stub().answers.put("/core/updates?", new Canned(503, ""));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(syncs()).contains("no answer", "00000000000c"));
    }

    private static String syncs() {
        String page = page("/insight");
        int begins = page.indexOf("<section id=\"syncs\"");
        return begins < 0 ? "" : page.substring(begins, page.indexOf("</section>", begins));
    }

    @Test
    void aServiceThatIsAwayIsNamed() {
        stub().answers.put("/core/updates/replay", new Canned(500, ""));

        assertThat(preview("parked-updates", "").asString()).contains("Nothing was sent", "answered 500");
    }

    @Test
    void jobsRunPauseAndResumeAndLeaveARow() {
        stub().answers
                .put(
                        "/automation/jobs",
                        new Canned(
                                200,
                                "{\"jobs\":[{\"name\":\"nightly <b>\",\"enabled\":true,\"trigger\":\"cron\",\"failing\":false,"
                                        + "\"failures_in_a_row\":0,\"next_due\":\"2030-01-01T00:00:00Z\"}],\"count\":1}"));
        stub().answers
                .put(
                        "/automation/jobs/nightly%20%3Cb%3E/runs",
                        new Canned(
                                200,
                                "{\"runs\":[{\"due_at\":\"" + Instant.now().minusSeconds(3600)
                                        + "\",\"state\":\"missed\",\"reason\":\"<i>late\"}],\"count\":1}"));
        stub().answers
                .put(
                        "/automation/jobs/nightly%20%3Cb%3E/next",
                        new Canned(200, "{\"due_times\":[\"" + Instant.now().plusSeconds(3600) + "\"]}"));
        Response jobs = given().get("/insight/jobs");
        String cookie = Objects.requireNonNull(jobs.cookie("insight-form"));
        assertThat(jobs.asString())
                .contains("nightly &lt;b&gt;", "Run now", "Pause", "1 missed, 1 planned", "&lt;i&gt;late")
                .doesNotContain("nightly <b>", "<i>late");

        for (String verb : List.of("run", "pause", "resume")) {
            given().redirects()
                    .follow(false)
                    .cookie("insight-form", cookie)
                    .formParam("token", token(jobs))
                    .formParam("job", "nightly <b>")
                    .post("/insight/jobs/" + verb)
                    .then()
                    .statusCode(303);
        }

        assertThat(stub().received.stream().filter(one -> one.method().equals("POST")))
                .extracting(Received::uri)
                .containsExactly(
                        "/automation/jobs/nightly%20%3Cb%3E/run",
                        "/automation/jobs/nightly%20%3Cb%3E/pause?reason=by%20local",
                        "/automation/jobs/nightly%20%3Cb%3E/resume");
        assertThat(page("/insight/jobs"))
                .contains("<td>run</td>", "<td>pause</td>", "<td>resume</td>", "<td>done</td>");
        given().cookie("insight-form", cookie)
                .formParam("job", "nightly <b>")
                .post("/insight/jobs/run")
                .then()
                .statusCode(403);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "the name of a job with U+0000 in it, sent by an operator's form, was answered 500 with a stack trace",
            now = "no field of a form that PostgreSQL cannot hold reaches it: it is refused, and nothing is done")
    void aFieldThatNoRowCanHoldIsRefused() {
        Response preview = preview("parked-deliveries", "");
        String cookie = Objects.requireNonNull(preview.cookie("insight-form"));
        Map<String, String> job = Map.of("token", token(preview), "job", "nightly");
        for (String verb : List.of("run", "pause", "resume")) {
            assertThat(formWithNull("/insight/jobs/" + verb, cookie, job, "job").statusCode())
                    .as(verb)
                    .isEqualTo(404);
        }
        assertThat(formWithNull("/insight/jobs/run", cookie, job, "token").statusCode())
                .isEqualTo(403);

        Map<String, String> selection = Map.of(
                "token", token(preview),
                "target", "parked-deliveries",
                "reason", "NOT_JSON",
                "provider", "oura",
                "until", "2026-03-01T00:00:00Z",
                "limit", "100",
                "rate", "2");
        for (String field : selection.keySet()) {
            Response refused = formWithNull("/insight/recovery", cookie, selection, field);
            assertThat(refused.statusCode()).as(field).isNotEqualTo(303).isLessThan(500);
        }
        assertThat(stub().received).allMatch(one -> one.method().equals("GET"));
    }

    private static Response formWithNull(String address, String cookie, Map<String, String> fields, String withNull) {
        var form = given().redirects().follow(false).cookie("insight-form", cookie);
        fields.forEach((name, value) -> form.formParam(name, name.equals(withNull) ? value + "\0" : value));
        return form.post(address);
    }

    private ServicesStub.Calls stub() {
        return Objects.requireNonNull(calls);
    }

    private static Response preview(String target, String more) {
        return given().get("/insight/recovery/preview?target=" + target + "&" + SPAN + more);
    }

    private static Response start(Response preview) {
        Response started = given().redirects()
                .follow(false)
                .cookie("insight-form", preview.cookie("insight-form"))
                .formParam("token", token(preview))
                .formParam("target", value(preview, "target"))
                .formParam("reason", value(preview, "reason"))
                .formParam("until", value(preview, "until"))
                .formParam("limit", 100)
                .formParam("rate", 2)
                .post("/insight/recovery");
        assertThat(started.statusCode()).isEqualTo(303);
        return started;
    }

    private static int post(@Nullable String token, @Nullable String cookie, @Nullable String site) {
        var request = given().redirects().follow(false).formParam("target", "parked-deliveries");
        if (token != null) {
            request.formParam("token", token);
        }
        if (cookie != null) {
            request.cookie("insight-form", cookie);
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        return request.post("/insight/recovery").statusCode();
    }

    private static String page(String address) {
        return given().get(address.replaceFirst("^http://[^/]+", "")).asString();
    }

    private static String token(Response page) {
        return value(page, "token");
    }

    private static String value(Response page, String name) {
        String html = page.asString();
        String before = "name=\"" + name + "\" value=\"";
        int start = html.indexOf(before) + before.length();
        return html.substring(start, html.indexOf('"', start));
    }

    private List<Received> sent(String uri) {
        return stub().received.stream()
                .filter(one -> one.method().equals("POST") && one.uri().startsWith(uri))
                .toList();
    }

    private static String parked(int count) {
        return IntStream.range(0, count).mapToObj(i -> """
                        {"event_id":"0198f2c4-7d1e-7c3a-9b5e-%012d","provider":"oura","reason":"<script>alert(1)</script>",
                         "parked_at":"2026-03-01T00:00:00Z"}""".formatted(i)).collect(Collectors.joining(",", "[", "]"));
    }
}
