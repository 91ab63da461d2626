package io.bhiv.insight;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.insight.evaluate.Cause;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.store.Archive;
import io.bhiv.insight.store.InsightStore;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.model.insight.Vitals;
import io.bhiv.model.topic.Topics;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** From the topic to the picture and the store, with either of them away. */
@QuarkusTest
@TestProfile(AsHosted.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class InsightFlowIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    InsightFlow flow;

    @Inject
    Archive archive;

    @Inject
    InsightStore store;

    @Inject
    ObjectMapper json;

    @Inject
    @ReactiveDataSource("insight")
    Pool pool;

    @Test
    void eachRecordCountsOnceWhateverElseLiesInTheTopic() throws Exception {
        Reports reports = Reports.of("among-garbage");
        long before = flow.judged().picture().completeness().unreadable();

        sendTombstone();
        send(
                bytes("not json"),
                new byte[0],
                bytes("{}"),
                bytes("{\"record\":\"report\"}"),
                bytes("{\"record\":\"event\",\"boot\":7}"),
                bytes("[".repeat(100_000)),
                bytes(reports.received(1, 5)),
                bytes(reports.received(1, 5)),
                bytes("\0\1"),
                bytes(reports.received(2, 3)),
                bytes(reports.received(1, 5)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(received("among-garbage")).isEqualTo(8);
            assertThat(flow.judged().picture().completeness().unreadable()).isEqualTo(before + 8);
            assertThat(stored("among-garbage")).isEqualTo(8);
        });
        assertThat(received("among-garbage")).isEqualTo(8);
    }

    @Test
    void aTextThatPostgresqlCannotKeepStopsNothing() throws Exception {
        Reports reports = Reports.of("beside-a-nul");

        send(
                bytes(reports.received(1, 1)),
                bytes(Reports.of("nul").event(1, "no \0 in a text")),
                bytes(reports.received(2, 1)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stored("beside-a-nul")).isEqualTo(2);
            assertThat(pool.query("SELECT reason FROM insight.event WHERE subject = 'nul'")
                            .execute()
                            .await()
                            .atMost(PATIENCE))
                    .extracting(row -> row.getString(0))
                    .containsExactly("no \uFFFD in a text");
        });
        assertThat(archive.dropped()).isZero();
    }

    @Test
    void thePictureNeedsNoPostgresql() throws Exception {
        Reports reports = Reports.of("without-postgresql");

        PostgresResource.stopServer();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(causes()).contains("link store"));
            send(bytes(reports.received(1, 7)));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(received("without-postgresql")).isEqualTo(7));
        } finally {
            PostgresResource.startServer();
        }

        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(causes()).doesNotContain("link store");
            assertThat(stored("without-postgresql")).isEqualTo(7);
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "a page that could not read its history within ten seconds of its start showed the last 24 hours as empty until a restart",
            now = "it goes on trying, and says until then that the history is being read")
    void aHistoryThatCannotBeReadAtFirstIsReadLater() throws Exception {
        send(bytes(Reports.of("before-the-start").received(1, 6)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stored("before-the-start")).isEqualTo(6));
        Instant now = Instant.now();
        LivePicture picture = new LivePicture(Set.of(), now);

        PostgresResource.stopServer();
        CompletableFuture<Optional<Instant>> read;
        try {
            // As if the topic were read from later on.
            picture.listensFrom(now.plus(Duration.ofMinutes(5)));
            read = InsightFlow.untilRead(store, picture).subscribeAsCompletionStage();
            await().atMost(PATIENCE).until(() -> causes().contains("link store"));
            assertThat(read).isNotDone();
            assertThat(picture.at(now).completeness().readingHistory()).isTrue();
        } finally {
            PostgresResource.startServer();
        }

        assertThat(read).succeedsWithin(PATIENCE);
        assertThat(picture.at(now).completeness().readingHistory()).isFalse();
        assertThat(picture.at(now).intakes())
                .filteredOn(one -> one.intake().equals("before-the-start"))
                .singleElement()
                .satisfies(one -> assertThat(one.outcome("received")).isEqualTo(6));
    }

    @Test
    void thePictureNeedsNoKafkaAndCountsNothingTwiceAfterwards() throws Exception {
        Reports reports = Reports.of("without-kafka");
        send(bytes(reports.received(1, 4)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received("without-kafka")).isEqualTo(4));

        KafkaResource.stopServer();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(causes()).contains("link kafka"));
            assertThat(received("without-kafka")).isEqualTo(4);
        } finally {
            KafkaResource.startServer();
        }

        send(bytes(reports.received(2, 2)));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(causes()).doesNotContain("link kafka");
            assertThat(received("without-kafka")).isEqualTo(6);
            assertThat(stored("without-kafka")).isEqualTo(6);
        });
    }

    @Test
    void eachIntakeIsShownWithItsOwnReasons() throws Exception {
        Reports reports = Reports.of("with-reasons");
        send(bytes(reports.counted(
                1,
                new CountDelta("one-provider", "refused", "mismatch", 3),
                new CountDelta("one-provider", "parked", "NOT_JSON", 2),
                new CountDelta("one-provider", "dropped_by_rule", "unknown_type", 5),
                new CountDelta("other-provider", "dropped_by_rule", "control", 7))));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(rowOf("one-provider"))
                    .contains("refused: mismatch <span class=\"n\">3</span>")
                    .contains("parked: NOT JSON <a href=\"#events\"><span class=\"n\">2</span></a>")
                    .contains("dropped: unknown type <span class=\"n\">5</span>");
            assertThat(rowOf("other-provider"))
                    .contains("dropped: control <span class=\"n\">7</span>")
                    .doesNotContain("unknown type", "mismatch");
        });
        JsonPath summary = given().get("/api/v1/insight/summary").jsonPath();
        assertThat(summary.getMap("intakes.find { it.intake == 'one-provider' }"))
                .containsEntry("refusals_24h", Map.of("mismatch", 3))
                .containsEntry("parkings_24h", Map.of("NOT_JSON", 2))
                .containsEntry("drops_24h", Map.of("unknown_type", 5));
    }

    private static String rowOf(String intake) {
        String page = page();
        int begins = page.indexOf("|" + intake + "\">");
        return begins < 0 ? "" : page.substring(begins, page.indexOf("</tr>", begins));
    }

    @Test
    void queuesQuotasAndDisksAreShownInWordsWithTheSameFiguresAsTheSummary() throws Exception {
        Instant now = Instant.now();
        Vitals vitals = new Vitals(
                true,
                List.of(),
                List.of(
                        gauge("bridge.bucket.oldest.age", Map.of(), 7_300),
                        gauge("bridge.bucket.leased", Map.of(), 17),
                        gauge("bridge.bucket.dead.by.reason", Map.of("reason", "lease_ran_out"), 3),
                        gauge("bridge.core.parked.by.reason", Map.of("reason", "too_large_for_kafka"), 4),
                        gauge("bridge.backlog.parked", Map.of("provider", "oura", "reason", "NOT_JSON"), 6),
                        gauge("bridge.fetch.quota.left", Map.of("provider", "whoop", "window", "60s"), 0),
                        gauge("bridge.fetch.quota.limit", Map.of("provider", "whoop", "window", "60s"), 100),
                        gauge("bridge.disk.free", Map.of("disk", "core_sync"), 31_232_192_512.0),
                        gauge("bridge.disk.size", Map.of("disk", "core_sync"), 1_000_000_000_000.0)),
                List.of(),
                List.of(),
                List.of(new TallyReading(
                        "prana",
                        now.minusSeconds(600),
                        now,
                        10,
                        0,
                        0,
                        10,
                        5,
                        0,
                        3,
                        0,
                        2,
                        10,
                        2,
                        0,
                        3,
                        0L,
                        0L,
                        0L,
                        now)));
        Reports reports = Reports.of("with-queues");

        AtomicLong sequence = new AtomicLong();
        await().atMost(PATIENCE).untilAsserted(() -> {
            // Again and again: what a silent replica said is not shown.
            send(bytes(reports.state(sequence.incrementAndGet(), vitals)));
            assertThat(page())
                    .contains("<td class=\"num span\"><span class=\"n\">2</span><span class=\"u\">\u202fh</span></td>")
                    .contains("<span>too old</span>")
                    .contains("<td class=\"num\"><span class=\"n\">17</span></td>")
                    .contains(
                            "prana dead: lease ran out <a href=\"/insight/recovery?target=dead-packets\"><span class=\"n\">3</span>")
                    .contains("core-updates parked: too large for kafka <a href=")
                    .contains("oura parked: NOT JSON <a href=")
                    .contains("whoop, a minute")
                    .contains("<span>used up</span>")
                    .contains("disk of core sync")
                    .contains("<span class=\"n\">29.1</span><span class=\"u\">\u202fGiB</span>")
                    .contains("<span>low</span>")
                    .contains("<th scope=\"row\">bridge.bucket.leased</th>");
        });
        send(bytes(reports.state(sequence.incrementAndGet(), vitals)));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath summary = given().get("/api/v1/insight/summary").jsonPath();
            assertThat(summary.getMap("queues.find { it.intake == 'prana' }"))
                    .containsEntry("pending", 2)
                    .containsEntry("oldest_s", 7300.0f)
                    .containsEntry("oldest_limit_s", 3600)
                    .containsEntry("late", true)
                    .containsEntry("leased", 17);
            assertThat(summary.getMap("quotas[0]"))
                    .containsEntry("provider", "whoop")
                    .containsEntry("window_s", 60)
                    .containsEntry("left", 0)
                    .containsEntry("limit", 100)
                    .containsEntry("used_up", true);
            assertThat(summary.getMap("disks[0]"))
                    .containsEntry("disk", "core_sync")
                    .containsEntry("low", true);
            assertThat(summary.getList("gauges.name")).contains("bridge.bucket.leased");
            assertThat(summary.getList("dependencies")).isNotNull();
            assertThat(summary.getList("loops")).isNotNull();
            assertThat(summary.getList("silence")).isNotNull();
            assertThat(summary.getList("causes.runbook"))
                    .contains("BridgePacketsOld", "BridgePacketsDead", "BridgeDiskFilling");
            assertThat(summary.getMap("set_aside[0]"))
                    .containsEntry("subject", "prana")
                    .containsEntry("state", "dead")
                    .containsEntry("reason", "lease_ran_out")
                    .containsEntry("rows", 3);
            assertThat(summary.getMap("set_aside.find { it.subject == 'core-updates' }"))
                    .containsEntry("state", "parked")
                    .containsEntry("reason", "too_large_for_kafka")
                    .containsEntry("rows", 4);
            assertThat(summary.getMap("set_aside.find { it.subject == 'oura' }"))
                    .containsEntry("state", "parked")
                    .containsEntry("reason", "NOT_JSON")
                    .containsEntry("rows", 6);
        });
    }

    private static GaugeReading gauge(String name, Map<String, String> labels, double value) {
        return new GaugeReading(name, labels, value);
    }

    private static String page() {
        return given().get("/insight").then().statusCode(200).extract().asString();
    }

    private List<String> causes() {
        return flow.judged().verdict().causes().stream().map(Cause::key).toList();
    }

    private long received(String intake) {
        return flow.judged().picture().intakes().stream()
                .filter(one -> one.intake().equals(intake))
                .mapToLong((IntakeFigures one) -> one.outcome("received"))
                .sum();
    }

    private long stored(String intake) {
        return pool.preparedQuery("SELECT coalesce(sum(count), 0)::bigint FROM insight.minute_count"
                        + " WHERE intake = $1 AND outcome = 'received'")
                .execute(Tuple.of(intake))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    private byte[] bytes(InsightRecord record) throws JsonProcessingException {
        return json.writerFor(InsightRecord.class).writeValueAsBytes(record);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(byte[]... values) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (byte[] value : values) {
                // One after the other: they lie in one partition in this order.
                producer.send(new ProducerRecord<>(Topics.INSIGHT_FLOW, 0, null, value))
                        .get();
            }
        }
    }

    private static void sendTombstone() throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(Topics.INSIGHT_FLOW, 0, null, null))
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaResource.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
