package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journal.DeliveryJournal.Appended;
import io.bhiv.biometric.provider.Revision;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.biometric.verify.Verification;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.relay.Relay;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same content through the provider's direct topic and as a webhook, at the same moment. */
@QuarkusTest
@TestProfile(NoSweeper.class)
@QuarkusTestResource(PostgresResource.class)
class AppendIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    DeliveryJournal journal;

    @Inject
    DeliveryClaims claims;

    @Inject
    JournalConfig config;

    @Inject
    Relay<Delivery> relay;

    @Inject
    Pool pool;

    @Test
    void aWebhookThatMeetsTheDirectTopicsOpenCommitIsItsDuplicate() {
        byte[] body = newBody();

        Appended met = appendedDuring(new OpenCommit(direct(body).eventId(), true), webhook(body));

        assertThat(met).isInstanceOf(Appended.AlreadySeen.class);
    }

    @Test
    void aDirectRecordThatMeetsAWebhooksOpenCommitIsItsDuplicate() {
        byte[] body = newBody();

        Appended met = appendedDuring(new OpenCommit(webhook(body).contentEventId(), false), direct(body));

        assertThat(met).isInstanceOf(Appended.AlreadySeen.class);
    }

    @Test
    void inOneBatchTheDirectRecordIsTheOneThatIsKept() {
        byte[] body = newBody();

        List<Appended> both = appendedInOneBatch(webhook(body), direct(body));

        assertThat(both.getFirst()).isInstanceOf(Appended.AlreadySeen.class);
        assertThat(both.getLast()).isInstanceOf(Appended.Stored.class);
    }

    @Test
    void aDirectRecordThatComesAgainInOneBatchWithItsWebhookLetsNeitherThrough() {
        byte[] body = newBody();
        assertThat(append(direct(body))).succeedsWithin(PATIENCE).isInstanceOf(Appended.Stored.class);

        List<Appended> both = appendedInOneBatch(webhook(body), direct(body));

        assertThat(both).hasOnlyElementsOfType(Appended.AlreadySeen.class);
    }

    @Test
    void aDirectRecordAfterItsWebhookDoesNotHoldUpAnotherWebhookInOneBatch() {
        byte[] body = newBody();
        assertThat(append(webhook(body))).succeedsWithin(PATIENCE).isInstanceOf(Appended.Stored.class);

        List<Appended> both = appendedInOneBatch(webhook(body), direct(body));

        assertThat(both.getFirst()).isInstanceOf(Appended.Stored.class);
        assertThat(both.getLast()).isInstanceOf(Appended.AlreadySeen.class);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "The same content by webhook and direct topic, under two trace ids, was published twice under two ids",
            now = "It is stored once, whichever comes first, and both answers name the delivery that is stored")
    void theSameContentByTheOtherWayIsADuplicateWhateverItsTraceId() {
        byte[] webhookFirst = newBody();
        UUID stored = stored(append(webhook(webhookFirst)));
        Delivery late = direct(webhookFirst, UUID.randomUUID().toString());
        assertThat(seen(append(late))).isEqualTo(stored);
        assertThat(seen(append(late))).isEqualTo(stored);
        assertThat(seen(append(direct(webhookFirst)))).isEqualTo(stored);

        byte[] directFirst = newBody();
        UUID kept = stored(append(direct(directFirst, UUID.randomUUID().toString())));
        Delivery webhook = webhook(directFirst);
        assertThat(seen(append(webhook))).isEqualTo(kept);
        assertThat(seen(append(webhook))).isEqualTo(kept);

        for (UUID id : List.of(stored, kept)) {
            assertThat(count("SELECT count(*) FROM biometric.delivery WHERE event_id = $1", id))
                    .isOne();
        }
        assertThat(count("SELECT count(*) FROM biometric.delivery WHERE event_id = $1", late.eventId()))
                .isZero();
    }

    @Test
    void inOneBatchTheWebhooksAnswerNamesTheDirectRecordWhateverItsTraceId() {
        byte[] body = newBody();
        Delivery record = direct(body, UUID.randomUUID().toString());

        List<Appended> both = appendedInOneBatch(webhook(body), record);

        assertThat(both.getFirst()).isEqualTo(new Appended.AlreadySeen(record.eventId()));
        assertThat(both.getLast()).isInstanceOf(Appended.Stored.class);
    }

    @Test
    void aWebhookThatMeetsAnOpenCommitOfItsContentIsItsDuplicate() {
        byte[] body = newBody();
        UUID other = UUID.randomUUID();
        Delivery webhook = webhook(body);

        Appended met = appendedDuring(new OpenCommit(webhook.contentEventId(), true, other), webhook);

        assertThat(met).isEqualTo(new Appended.AlreadySeen(other));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Versions of a day without an ordering stamp shared ids where they shared a commit: the older one stood",
            now = "The journal puts those of a person in the order in which they came")
    void deliveriesOfAPersonWithoutAStampAreInTheOrderInWhichTheyCame() {
        List<Delivery> stored = Stream.of(appendedInOneBatch(
                        direct(ofPerson("a", 1)), direct(ofPerson("b", 1)), direct(ofPerson("a", 2))))
                .flatMap(List::stream)
                .map(appended -> ((Appended.Stored) appended).delivery())
                .toList();

        List<Long> revisions = stored.stream().map(Revision::of).toList();
        assertThat(revisions.get(2)).isGreaterThan(revisions.getFirst());
        assertThat(revisions.get(1)).as("of another person").isEqualTo(revisions.getFirst());
        assertThat(stored)
                .allSatisfy(one -> assertThat(claims.read(one.eventId(), one.receivedAt(), 1_000)
                                .await()
                                .atMost(PATIENCE))
                        .hasValueSatisfying(
                                read -> assertThat(Revision.of(read)).isEqualTo(Revision.of(one))));
        Delivery third = ((Appended.Stored) append(direct(ofPerson("a", 3))).join()).delivery();
        assertThat(Revision.of(third)).isGreaterThan(revisions.get(2));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Versions of a day with stamps that cannot be meant shared ids where they shared a commit: the older one stood",
            now = "The journal puts them in order like those without a stamp")
    void deliveriesOfAPersonWithStampsThatCannotBeMeantAreInTheOrderInWhichTheyCame() {
        String inSeconds = Long.toString(Instant.now().getEpochSecond());
        String fromTheFuture =
                Long.toString(Instant.now().plus(Duration.ofDays(3_000)).toEpochMilli());
        List<Delivery> stored = Stream.of(appendedInOneBatch(
                        stamped(ofPerson("a", 1), inSeconds), stamped(ofPerson("a", 2), fromTheFuture)))
                .flatMap(List::stream)
                .map(appended -> ((Appended.Stored) appended).delivery())
                .toList();

        assertThat(Revision.of(stored.getLast())).isGreaterThan(Revision.of(stored.getFirst()));
        assertThat(stored)
                .allSatisfy(one -> assertThat(claims.read(one.eventId(), one.receivedAt(), 1_000)
                                .await()
                                .atMost(PATIENCE))
                        .hasValueSatisfying(
                                read -> assertThat(Revision.of(read)).isEqualTo(Revision.of(one))));
    }

    private static Delivery stamped(byte[] body, String stamp) {
        SignedRequest record = new SignedRequest(Headers.of(Map.of("X-Terra-Ordering-Timestamp", stamp)), body);
        return Delivery.ofDirectTopic(Provider.TERRA, record);
    }

    private final UUID people = UUID.randomUUID();

    private byte[] ofPerson(String person, int version) {
        return "{\"type\":\"daily\",\"user\":{\"user_id\":\"%s-%s\"},\"version\":%d}"
                .formatted(person, people, version)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anotherWebhookWithTheSameContentIsNews() {
        byte[] body = newBody();

        assertThat(append(webhook(body))).succeedsWithin(PATIENCE).isInstanceOf(Appended.Stored.class);
        assertThat(append(webhook(body))).succeedsWithin(PATIENCE).isInstanceOf(Appended.Stored.class);
    }

    @Test
    void whatCameInThePeriodBeforeIsKnown() {
        byte[] body = newBody();
        Delivery first = webhook(body);
        UUID id = stored(append(first));
        Delivery second = webhook(body);
        stored(append(second));
        moveIdsToThePeriodBefore();

        assertThat(seen(append(first))).isEqualTo(id);
        assertThat(seen(append(second))).isEqualTo(second.eventId());
        assertThat(seen(append(direct(body, UUID.randomUUID().toString())))).isEqualTo(id);
        Delivery third = webhook(body);
        stored(append(third));
        assertThat(seen(append(third))).isEqualTo(third.eventId());
    }

    @Test
    void anotherContentOfAnIdentityOfThePeriodBeforeIsItsNextRevision() {
        String traceId = UUID.randomUUID().toString();
        stored(append(direct(newBody(), traceId)));
        moveIdsToThePeriodBefore();

        Appended corrected = append(direct(newBody(), traceId)).join();

        assertThat(((Appended.Stored) corrected).delivery().revision()).isEqualTo(2);
    }

    @Test
    void aroundAChangeOfPeriodsEqualDeliveriesOfManyReplicasAreStoredOnce() {
        Instant change = Instant.ofEpochSecond(690 * 2_592_000L);
        Delivery one = webhook(newBody());

        List<CompletableFuture<Appended>> appended = IntStream.range(0, 15)
                .mapToObj(i -> new DeliveryJournal(
                        pool,
                        config,
                        claims,
                        relay,
                        new ByteBudget(104L << 20, System::nanoTime),
                        new SimpleMeterRegistry(),
                        Clock.fixed(change, ZoneOffset.UTC)))
                .map(replica -> replica.append(one).subscribeAsCompletionStage())
                .toList();

        assertThat(appended).allSatisfy(each -> assertThat(each).succeedsWithin(PATIENCE));
        assertThat(appended.stream().map(CompletableFuture::join))
                .filteredOn(Appended.Stored.class::isInstance)
                .hasSize(1);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "Deliveries that were stored were answered 503 where another of their batch could not be judged, and waited for their claim to run out",
            now = "Each has an end of its own: what is stored is answered so, and goes on at once")
    void whatIsStoredIsAnsweredSoWhereAnotherOfItsBatchCannotBeJudged() {
        byte[] known = newBody();
        stored(append(webhook(known)));
        List<CompletableFuture<Appended>> gathered = new ArrayList<>();
        List<OpenCommit> ahead = new ArrayList<>();
        pool.query("ALTER TABLE biometric.delivery_seen RENAME COLUMN delivery TO renamed")
                .executeAndAwait();
        try {
            for (int batch = 0; batch < config.batchesInFlight(); batch++) {
                byte[] blocked = newBody();
                ahead.add(new OpenCommit(direct(blocked).eventId(), true));
                var _ = append(webhook(blocked));
                awaitWaiting(batch + 1);
            }
            gathered.add(append(webhook(known)));
            gathered.add(append(webhook(newBody())));
            // Rolled back, so that those ahead are new.
            ahead.forEach(OpenCommit::rollBack);
            ahead.forEach(OpenCommit::close);

            assertThat(gathered.getFirst()).failsWithin(PATIENCE);
            stored(gathered.getLast());
        } finally {
            pool.query("ALTER TABLE biometric.delivery_seen RENAME COLUMN renamed TO delivery")
                    .executeAndAwait();
        }
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "Where judging a known content took longer than a group commit may, new deliveries of its batch were answered 503 although stored",
            now = "Judging has an end of its own before that, and only what could not be judged is answered 503")
    void whatIsStoredIsAnsweredSoWhereJudgingAnotherTakesTooLong() {
        DeliveryJournal hasty = new DeliveryJournal(
                pool,
                committingWithin(Duration.ofSeconds(3)),
                claims,
                relay,
                new ByteBudget(104L << 20, System::nanoTime),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        byte[] body = newBody();
        stored(append(webhook(body)));
        Delivery again = webhook(body);
        byte[] blocked = newBody();
        CompletableFuture<Appended> known;
        CompletableFuture<Appended> fresh;
        try (OpenCommit judging = new OpenCommit(again.eventId(), false)) {
            try (OpenCommit ahead = new OpenCommit(direct(blocked).eventId(), true)) {
                var _ = hasty.append(webhook(blocked)).subscribeAsCompletionStage();
                awaitWaiting(1);
                known = hasty.append(again).subscribeAsCompletionStage();
                fresh = hasty.append(webhook(newBody())).subscribeAsCompletionStage();
                ahead.rollBack();
            }
            assertThat(known).failsWithin(PATIENCE);
            stored(fresh);
            judging.rollBack();
        }
    }

    private static JournalConfig committingWithin(Duration timeout) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(JournalConfig.class)
                .withDefaultValues(Map.of("bridge.biometric.journal.commit-timeout", timeout.toString()))
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(JournalConfig.class);
    }

    private void moveIdsToThePeriodBefore() {
        pool.query("""
                DO $$ DECLARE p timestamptz := biometric.key_period(now()) - interval '720 hours';
                BEGIN EXECUTE format('CREATE TABLE IF NOT EXISTS biometric.delivery_key_%s PARTITION OF biometric.delivery_key'
                    || ' FOR VALUES FROM (%L) TO (%L)', to_char(p AT TIME ZONE 'UTC', 'YYYYMMDD'), p, p + interval '24 hours');
                END $$""").executeAndAwait();
        pool.query("UPDATE biometric.delivery_key SET period = biometric.key_period(now()) - interval '720 hours'")
                .executeAndAwait();
    }

    private static UUID stored(CompletableFuture<Appended> appended) {
        assertThat(appended).succeedsWithin(PATIENCE).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) appended.join()).delivery().eventId();
    }

    private static UUID seen(CompletableFuture<Appended> appended) {
        assertThat(appended).succeedsWithin(PATIENCE).isInstanceOf(Appended.AlreadySeen.class);
        return ((Appended.AlreadySeen) appended.join()).eventId();
    }

    private long count(String statement, UUID id) {
        return pool.preparedQuery(statement)
                .executeAndAwait(Tuple.of(id))
                .iterator()
                .next()
                .getLong(0);
    }

    private CompletableFuture<Appended> append(Delivery delivery) {
        return journal.append(delivery).subscribeAsCompletionStage();
    }

    /** What becomes of an delivery that waits for another replica's commit. */
    private Appended appendedDuring(OpenCommit open, Delivery delivery) {
        CompletableFuture<Appended> appended;
        try (open) {
            appended = append(delivery);
            awaitWaiting(1);
            open.commit();
        }
        assertThat(appended).succeedsWithin(PATIENCE);
        return appended.join();
    }

    /** What becomes of deliveries that gather while all batches that may be under way wait for another replica's commit. */
    private List<Appended> appendedInOneBatch(Delivery... deliveries) {
        byte[] blocked = newBody();
        List<CompletableFuture<Appended>> ahead = new ArrayList<>();
        List<CompletableFuture<Appended>> gathered;
        try (OpenCommit open = new OpenCommit(direct(blocked).eventId(), true)) {
            for (int batch = 0; batch < config.batchesInFlight(); batch++) {
                ahead.add(append(webhook(blocked)));
                awaitWaiting(batch + 1);
            }
            gathered = Stream.of(deliveries).map(this::append).toList();
            assertThat(journal.waiting()).isEqualTo(deliveries.length);
            open.commit();
        }
        assertThat(ahead).allSatisfy(one -> assertThat(one).succeedsWithin(PATIENCE));
        assertThat(gathered).allSatisfy(one -> assertThat(one).succeedsWithin(PATIENCE));
        return gathered.stream().map(CompletableFuture::join).toList();
    }

    /** Until so many statements wait for another's commit. */
    private void awaitWaiting(int statements) {
        await().atMost(PATIENCE)
                .until(
                        () -> pool.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                                .executeAndAwait()
                                .iterator()
                                .next()
                                .getInteger(0),
                        found -> found == statements);
    }

    private static byte[] newBody() {
        return ("{\"it\":\"" + UUID.randomUUID() + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static Delivery direct(byte[] body) {
        SignedRequest record = new SignedRequest(Headers.of(Map.of()), body);
        return Delivery.ofDirectTopic(Provider.TERRA, record);
    }

    private static Delivery direct(byte[] body, String traceId) {
        SignedRequest record = new SignedRequest(Headers.of(Map.of("X-Terra-Trace-Id", traceId)), body);
        return Delivery.ofDirectTopic(Provider.TERRA, record);
    }

    /** Each with an identity of its own. */
    private static Delivery webhook(byte[] body) {
        Headers headers =
                Headers.of(Map.of("X-Terra-Trace-Id", UUID.randomUUID().toString()));
        SignedRequest request = new SignedRequest(headers, body);
        return Delivery.ofWebhook(Provider.TERRA, request, new Verification.Genuine(0, Instant.now(), false));
    }

    /** An id that another replica has inserted and not committed yet. */
    private final class OpenCommit implements AutoCloseable {

        private final SqlConnection connection;
        private final Transaction transaction;

        OpenCommit(UUID key, boolean direct) {
            this(key, direct, key);
        }

        OpenCommit(UUID key, boolean direct, UUID delivery) {
            connection = pool.getConnectionAndAwait();
            transaction = connection.beginAndAwait();
            connection
                    .preparedQuery(
                            "INSERT INTO biometric.delivery_key (key, period, event_id, identity, received_at, direct)"
                                    + " VALUES ($1, biometric.key_period(now()), $2, $3, now(), $4)")
                    .executeAndAwait(Tuple.of(key, delivery, delivery.getMostSignificantBits(), direct));
        }

        void commit() {
            transaction.commitAndAwait();
        }

        void rollBack() {
            transaction.rollbackAndAwait();
        }

        @Override
        public void close() {
            connection.closeAndAwait();
        }
    }
}
