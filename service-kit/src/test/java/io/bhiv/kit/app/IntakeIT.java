package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.bhiv.kit.intake.Intake;
import io.bhiv.kit.intake.IntakeHandler;
import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedRecord;
import io.bhiv.kit.intake.ParkedRecords;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.RecordText;
import io.bhiv.kit.intake.Refused;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class IntakeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Intakes intakes;

    @Inject
    Pool pool;

    @Inject
    MeterRegistry meters;

    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void makeTheTables() throws IOException {
        run("CREATE SCHEMA IF NOT EXISTS kit; SET search_path = kit; " + migration("intake_parked")
                + migration("operator_action") + "RESET search_path");
    }

    private static String migration(String table) throws IOException {
        try (InputStream sql = IntakeIT.class.getResourceAsStream("/db/kit/R__" + table + ".sql")) {
            return new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8) + "\n;";
        }
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "A null header, a null value or bytes that are no text closed a consumer for good",
            now = "The record is parked with topic, partition, offset and reason, and the next one is read")
    void healthyRecordsBehindPoisonedOnesArriveAndThePoisonedOnesAreParked() {
        String topic = topic("intake-poison");
        send(topic, "first");
        send(new ProducerRecord<>(topic, 0, "key", null));
        ProducerRecord<String, byte[]> nullHeader = new ProducerRecord<>(topic, 0, null, bytes("null header"));
        nullHeader.headers().add("ce_id", null).add("content-type", null);
        send(nullHeader);
        send(topic, "explode");
        send(topic, "behind");

        intakes.start(IntakeSettings.of(topic, topic), poisonable(), new ParkedTable(pool, "kit"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).contains("first", "null header", "behind"));
        assertThat(parked(topic))
                .containsExactlyInAnyOrder("1 -1 no value", "3 7 failed with IllegalArgumentException");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(meters.get("bridge.intake.waiting")
                                .tag("intake", topic)
                                .gauge()
                                .value())
                        .isGreaterThanOrEqualTo(2));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(committed(topic)).isEqualTo(5));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Parked records could be counted, and neither read nor taken again",
            now =
                    "Operators list them, look at one, replay it from Kafka with its headers, or discard it; each leaves a trail")
    void aParkedRecordIsListedShownReplayedAndDiscarded() {
        String topic = topic("intake-read");
        AtomicBoolean repaired = new AtomicBoolean();
        intakes.start(
                IntakeSettings.of(topic, topic),
                refusingUntil(repaired, batch -> {
                    batch.forEach(record -> taken.add(text(record) + " " + RecordText.header(record, "ce_id")));
                    return Uni.createFrom().item(List.of());
                }),
                new ParkedTable(pool, "kit"));
        ProducerRecord<String, byte[]> withHeader = new ProducerRecord<>(topic, 0, null, bytes("one"));
        withHeader.headers().add("ce_id", bytes("id-1"));
        send(withHeader);
        send(topic, "two");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(parked(topic)).hasSize(2));
        String records = "/api/v1/intake/parked";
        String first = records + "/" + topic + "/0/0";

        RestAssured.get(records + "?topic=" + topic)
                .then()
                .statusCode(200)
                .body("offset", contains(0, 1))
                .body("value", everyItem(nullValue()));
        RestAssured.get(first).then().statusCode(200).body("value", is(base64("one")));
        RestAssured.post(first + "/replay").then().statusCode(200).body("outcome", is("refused"));
        repaired.set(true);
        RestAssured.post(first + "/replay").then().statusCode(200).body("outcome", is("taken"));
        RestAssured.delete(records + "/" + topic + "/0/1").then().statusCode(200);

        assertThat(taken).containsExactly("one id-1");
        RestAssured.get(first).then().statusCode(404);
        RestAssured.delete(records + "/" + topic + "/0/1").then().statusCode(404);
        assertThat(parked(topic)).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "The oldest parked records came first again each time, though they were always refused, and a recovery never got to those behind them",
            now = "What was tried again stands behind all others, whatever came of it, and is kept no longer for that")
    void whatWasTriedAgainIsListedBehindTheOthers() {
        String topic = topic("intake-tried");
        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> Uni.createFrom()
                        .item(batch.stream()
                                .map(record -> new Refused(record, "never"))
                                .toList()),
                new ParkedTable(pool, "kit"));
        String records = "/api/v1/intake/parked";
        send(topic, "one");
        send(topic, "two");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(parked(topic)).hasSize(2));
        run("INSERT INTO kit.intake_parked (topic, partition_no, record_offset, reason, value_size) VALUES ('" + topic
                + "', 0, 7, 'never', 1)");
        String seen = RestAssured.get(records + "?limit=1&topic=" + topic).path("[0].first_seen");

        RestAssured.post(records + "/" + topic + "/0/0/replay").then().body("outcome", is("refused"));
        RestAssured.get(records + "?topic=" + topic)
                .then()
                .body("offset", contains(1, 7, 0))
                .body("first_seen[2]", is(seen))
                .body("tried_at", contains(nullValue(), nullValue(), not(seen)));
        RestAssured.post(records + "/" + topic + "/0/1/replay").then().body("outcome", is("refused"));
        RestAssured.post(records + "/" + topic + "/0/7/replay").then().statusCode(404);

        RestAssured.get(records + "?topic=" + topic).then().body("offset", contains(0, 1, 7));
        RestAssured.get(records + "?limit=1&page=2&topic=" + topic).then().body("offset", contains(7));
        RestAssured.post(records + "/" + topic + "/0/8/replay")
                .then()
                .statusCode(404)
                .body("detail", is("No record is parked there"));
    }

    /** The job that read it is no longer in the file, for example. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A record of a topic that nothing reads any more was said to be gone from Kafka",
            now = "The answer says that nothing reads the topic, and that Kafka may still have the record")
    void aRecordOfATopicThatNothingReadsIsNotSaidToBeGone() {
        String topic = topic("intake-unread");
        send(topic, "one");
        run("INSERT INTO kit.intake_parked (topic, partition_no, record_offset, reason, value_size) VALUES ('" + topic
                + "', 0, 0, 'never', 3)");

        RestAssured.post("/api/v1/intake/parked/" + topic + "/0/0/replay")
                .then()
                .statusCode(404)
                .body("detail", is("Nothing here reads this topic now; Kafka may still have the record"));
    }

    /** Slow enough for the consumer to be kept in its group meanwhile, which reads nothing. */
    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "After a replay of a parked record that took longer than a second, the intake never read another record",
            now = "It reads on, whatever it waited for between two batches")
    void anIntakeReadsOnAfterASlowReplay() {
        String topic = topic("intake-slow-replay");
        AtomicBoolean repaired = new AtomicBoolean();
        intakes.start(
                IntakeSettings.of(topic, topic),
                refusingUntil(
                        repaired,
                        batch -> Uni.createFrom()
                                .item(batch)
                                .onItem()
                                .delayIt()
                                .by(Duration.ofMillis(2_500))
                                .invoke(records -> records.forEach(record -> taken.add(text(record))))
                                .replaceWith(List.of())),
                new ParkedTable(pool, "kit"));
        send(topic, "parked");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(parked(topic)).hasSize(1));
        repaired.set(true);

        RestAssured.post("/api/v1/intake/parked/" + topic + "/0/0/replay")
                .then()
                .statusCode(200)
                .body("outcome", is("taken"));
        send(topic, "next");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("parked", "next"));
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "Replays of parked records waited without a limit while their intake was at a batch, each with its record in memory",
            now = "A few wait, and no longer than a batch may take; the others are answered 503")
    void fewReplaysWaitForAnIntakeThatIsBusy() {
        String topic = topic("intake-busy-replay");
        AtomicBoolean free = new AtomicBoolean();
        AtomicInteger attempts = new AtomicInteger();
        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> text(batch.getFirst()).equals("batch") && !free.get()
                        ? Uni.createFrom().failure(new DisconnectException("attempt " + attempts.incrementAndGet()))
                        : refused(batch, record -> text(record).equals("parked"), "not yet"),
                new ParkedTable(pool, "kit"));
        send(topic, "parked");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(parked(topic)).hasSize(1));
        send(topic, "batch");
        await().atMost(PATIENCE).until(() -> attempts.get() > 0);

        Queue<Integer> answers = new ConcurrentLinkedQueue<>();
        try (var operators = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                operators.execute(() -> answers.add(RestAssured.post("/api/v1/intake/parked/" + topic + "/0/0/replay")
                        .statusCode()));
            }
            await().atMost(PATIENCE).until(() -> answers.size() >= 4);
            assertThat(answers).containsOnly(503);
            free.set(true);
        }

        assertThat(answers).hasSize(12).containsOnly(503, 200);
        assertThat(answers).filteredOn(status -> status == 200).isNotEmpty();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "A poll of compressed records, kilobytes from the broker, became as many megabytes as their sender liked and ended the process",
            now = "Values of a poll have a budget; what exceeds it is read again by the next, in order")
    void compressedRecordsAreReadWithinABudget() {
        String topic = topic("intake-compressed");
        int size = 3 << 20;
        int count = 24;
        Queue<Long> batches = new ConcurrentLinkedQueue<>();
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        try (KafkaProducer<String, byte[]> producer = producer(Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip",
                ProducerConfig.BATCH_SIZE_CONFIG, 2 * count * size,
                ProducerConfig.LINGER_MS_CONFIG, 2_000,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 3L * count * size,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * count * size))) {
            for (int i = 0; i < count; i++) {
                byte[] value = new byte[size];
                value[0] = (byte) i;
                var _ = producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
        }

        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> {
                    batches.add(batch.stream()
                            .mapToLong(record -> record.value().length)
                            .sum());
                    batch.forEach(record -> order.add((int) record.value()[0]));
                    return Uni.createFrom().item(List.of());
                },
                new ParkedTable(pool, "kit"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(order).hasSize(count));
        assertThat(List.copyOf(order)).isSorted();
        assertThat(batches).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo((8 << 20) + size));
    }

    @Test
    void aRecordAboveTheLimitIsParkedAndTheNextOneIsRead() {
        String topic = topic("intake-large");
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        try (KafkaProducer<String, byte[]> producer = producer(Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip",
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 32 << 20))) {
            var _ = producer.send(new ProducerRecord<>(topic, 0, null, new byte[17 << 20]));
            var _ = producer.send(new ProducerRecord<>(topic, 0, null, new byte[3]));
        }

        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> {
                    batch.forEach(record -> taken.add(record.value().length));
                    return Uni.createFrom().item(List.of());
                },
                new ParkedTable(pool, "kit"));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(taken).containsExactly(3);
            assertThat(parked(topic))
                    .singleElement()
                    .asString()
                    .endsWith((17 << 20) + " larger than bridge.intake.max-record");
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(bytes(text));
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "PostgreSQL frozen for 75 s ended a consumer while readiness stayed UP",
            now = "The batch is retried for as long as it takes and the consumer keeps its partitions")
    void whatIsAwayIsWaitedForAndNothingIsParked() {
        String topic = topic("intake-away");
        AtomicBoolean away = new AtomicBoolean(true);
        Intake intake = intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> away.get()
                        ? Uni.createFrom().failure(new TimeoutException("no answer"))
                        : poisonable().take(batch),
                new ParkedTable(pool, "kit"));
        send(topic, "patient");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(intake.heartbeat().failuresInARow()).isGreaterThan(2));
        assertThat(committed(topic)).isZero();

        away.set(false);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("patient"));
        assertThat(intake.heartbeat().failuresInARow()).isZero();
        assertThat(intake.parked()).isZero();
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "A record whose statement always ran out of its time stopped its partition for ever",
            now = "Its batch is halved until it is alone, and after six attempts it is parked")
    void aRecordThatIsAlwaysTooSlowIsParkedAndTheOthersAreTaken() {
        String topic = topic("intake-slow");
        send(topic, "one");
        send(topic, "slow");
        send(topic, "three");
        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> batch.stream().anyMatch(record -> text(record).equals("slow"))
                        ? Uni.createFrom().failure(new PgException("canceling statement", "ERROR", "57014", ""))
                        : poisonable().take(batch),
                new ParkedTable(pool, "kit"));

        await().atMost(PATIENCE.multipliedBy(2)).untilAsserted(() -> {
            assertThat(taken).containsExactly("one", "three");
            assertThat(parked(topic)).singleElement().asString().endsWith("PgException/57014");
        });
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "A record that met a slow store six times while it was alone was parked, although nothing was wrong with it",
            now = "Attempts count against a record only while the store does something small at once")
    void whileTheStoreIsSlowNothingIsParkedForThat() {
        String topic = topic("intake-slow-store");
        send(topic, "patient");
        AtomicInteger attempts = new AtomicInteger();
        AtomicBoolean slow = new AtomicBoolean(true);
        ParkedTable table = new ParkedTable(pool, "kit");
        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> {
                    attempts.incrementAndGet();
                    return slow.get() ? tooSlow() : poisonable().take(batch);
                },
                new Watched(table, () -> slow.get() ? tooSlow() : table.probe(), table::park));
        await().atMost(PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(attempts).hasValueGreaterThan(7));

        slow.set(false);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("patient"));
        assertThat(parked(topic)).isEmpty();
    }

    @Test
    void aRecordIsTriedOnceMoreWhereParkingItForSlownessHasToWait() {
        String topic = topic("intake-slow-parking");
        send(topic, "patient");
        AtomicBoolean slow = new AtomicBoolean(true);
        ParkedTable table = new ParkedTable(pool, "kit");
        intakes.start(
                IntakeSettings.of(topic, topic),
                batch -> slow.get() ? tooSlow() : poisonable().take(batch),
                new Watched(table, table::probe, records -> {
                    slow.set(false);
                    return tooSlow();
                }));

        await().atMost(PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(taken).containsExactly("patient"));
        assertThat(parked(topic)).isEmpty();
    }

    private static <T> Uni<T> tooSlow() {
        return Uni.createFrom().failure(new PgException("canceling statement", "ERROR", "57014", ""));
    }

    /** A table whose answers a test gives. */
    private record Watched(
            ParkedRecords table, Supplier<Uni<Void>> probing, Function<List<ParkedRecord>, Uni<Void>> parking)
            implements ParkedRecords {

        @Override
        public Uni<Void> park(List<ParkedRecord> records) {
            return parking.apply(records);
        }

        @Override
        public Uni<Void> probe() {
            return probing.get();
        }

        @Override
        public Uni<Long> count() {
            return table.count();
        }

        @Override
        public Uni<Void> forgetAfter(int days) {
            return table.forgetAfter(days);
        }
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "A consumer that died stayed dead",
            now = "It is opened again with growing pauses, and its heartbeat is in health and metrics")
    void aConsumerThatIsKilledIsOpenedAgain() {
        String topic = topic("intake-killed");
        Intake intake = intakes.start(IntakeSettings.of(topic, topic), poisonable(), new ParkedTable(pool, "kit"));
        send(topic, "before");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("before"));

        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("intake-" + topic))
                .forEach(Thread::interrupt);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(intake.heartbeat().failuresInARow()).isPositive());
        send(topic, "after");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).contains("after"));
        assertThat(intake.heartbeat().failuresInARow()).isZero();
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "Consumers made the topics they read",
            now = "A missing topic is waited for and never made")
    void aTopicThatDoesNotExistIsWaitedForAndNeverMade() {
        String topic = "intake-later-" + Instant.now().toEpochMilli();
        Intake intake = intakes.start(IntakeSettings.of(topic, topic), poisonable(), new ParkedTable(pool, "kit"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(intake.heartbeat().lastSuccess()).isNotNull());
        assertThat(topics()).doesNotContain(topic);

        make(topic);
        send(topic, "late");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("late"));
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "One job with an impossible topic name kept every event job of every replica from its records",
            now = "A topic that the brokers refuse is left out for a while and named in readiness, the others are read")
    void aTopicThatTheBrokersRefuseStopsNoOther() {
        String topic = topic("intake-beside");
        send(topic, "one");
        String impossible = "impossible name";

        intakes.start(
                new IntakeSettings(topic, topic, IntakeSettings.Start.OLDEST, () -> Set.of(topic, impossible)),
                poisonable(),
                new ParkedTable(pool, "kit"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("one"));
        assertThat(RestAssured.get("/q/health/ready").asString())
                .contains("left out (refused by the brokers) " + impossible);
        assertThat(meters.get("bridge.intake.left.out")
                        .tag("intake", topic)
                        .gauge()
                        .value())
                .isOne();
    }

    @Test
    void fromNowOnSkipsWhatIsOlderAndKeepsItsPlace() {
        String topic = topic("intake-from-now-on");
        send(topic, "older");
        Intake intake = intakes.start(
                new IntakeSettings(topic, topic, IntakeSettings.Start.FROM_NOW_ON, () -> Set.of(topic)),
                poisonable(),
                new ParkedTable(pool, "kit"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(intake.partitions()).isOne());
        assertThat(committed(topic)).isOne();

        send(topic, "newer");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).containsExactly("newer"));
    }

    /** Refuses what has no value and fails on "explode". */
    private IntakeHandler poisonable() {
        return batch -> {
            batch.stream()
                    .filter(record -> record.value() != null && text(record).equals("explode"))
                    .findAny()
                    .ifPresent(record -> {
                        throw new IllegalArgumentException(text(record));
                    });
            batch.forEach(
                    record -> assertThat(RecordText.header(record, "ce_id")).isNull());
            batch.stream()
                    .filter(record -> record.value() != null)
                    .map(IntakeIT::text)
                    .forEach(taken::add);
            return refused(batch, record -> record.value() == null, "no value");
        };
    }

    private static IntakeHandler refusingUntil(AtomicBoolean repaired, IntakeHandler taking) {
        return batch -> repaired.get() ? taking.take(batch) : refused(batch, record -> true, "not yet");
    }

    private static Uni<List<Refused>> refused(
            List<ConsumerRecord<String, byte[]>> batch,
            Predicate<ConsumerRecord<String, byte[]>> which,
            String reason) {
        return Uni.createFrom()
                .item(batch.stream()
                        .filter(which)
                        .map(record -> new Refused(record, reason))
                        .toList());
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> parked(String topic) {
        return StreamSupport.stream(
                        pool.query("SELECT record_offset || ' ' || value_size || ' ' || reason FROM kit.intake_parked"
                                        + " WHERE topic = '" + topic + "'")
                                .executeAndAwait()
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .toList();
    }

    private void run(String statement) {
        pool.query(statement).execute().await().atMost(PATIENCE);
    }

    private static String topic(String name) {
        String topic = name + "-" + Instant.now().toEpochMilli();
        make(topic);
        return topic;
    }

    private static void make(String topic) {
        withAdmin(admin -> {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.of((short) 1))))
                    .all()
                    .get();
            return topic;
        });
    }

    private static Set<String> topics() {
        return withAdmin(admin -> admin.listTopics().names().get());
    }

    private static long committed(String group) {
        return withAdmin(admin -> {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(group, 0));
            return offset == null ? 0L : offset.offset();
        });
    }

    private interface AdminCall<T> {
        T on(Admin admin) throws Exception;
    }

    private static <T> T withAdmin(AdminCall<T> call) {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) KafkaResource.bootstrapServers()))) {
            return call.on(admin);
        } catch (Exception failure) {
            throw new IllegalStateException("the broker did not answer", failure);
        }
    }

    private static void send(String topic, String value) {
        send(new ProducerRecord<>(topic, 0, null, bytes(value)));
    }

    private static void send(ProducerRecord<String, byte[]> record) {
        try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
            producer.send(record).get();
        } catch (Exception failure) {
            throw new IllegalStateException("the record was not sent", failure);
        }
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, KafkaResource.bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
