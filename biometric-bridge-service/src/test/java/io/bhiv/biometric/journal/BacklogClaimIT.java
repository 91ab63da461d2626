package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journal.DeliveryClaims.Crashed;
import io.bhiv.biometric.journal.DeliveryJournal.Appended;
import io.bhiv.biometric.publish.Settlement;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of a backlog comes into memory at once. */
@QuarkusTest
@TestProfile(NoSweeper.class)
@QuarkusTestResource(PostgresResource.class)
class BacklogClaimIT {

    private static final int BODY = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    DeliveryJournal journal;

    @Inject
    DeliveryClaims claims;

    @Inject
    ByteBudget budget;

    @Inject
    Settlement settlement;

    @Inject
    Pool pool;

    @BeforeEach
    void nothingIsLeftByOthers() {
        EmptyTables.of("biometric.outstanding, biometric.parked");
    }

    @Test
    void whatTheQueueHasNoRoomForCanBeClaimedAtOnce() {
        append();

        assertThat(claim(1, BODY)).hasSize(1);
    }

    @Test
    void isLimitedByBytesAndNeverStopsAtOneLargeDelivery() {
        for (int i = 0; i < 5; i++) {
            append();
        }

        assertThat(claim(10, 2 * BODY + 1)).hasSize(2);
        assertThat(claim(10, 1)).hasSize(1);
        assertThat(claim(1, 10 * BODY)).hasSize(1);
        assertThat(claim(10, 10 * BODY)).hasSize(1);
        assertThat(claim(10, 10 * BODY)).isEmpty();
    }

    @Test
    void whatADeliveryIsAboutComesBackWithIt() {
        About night = new About("user-1", "sleep", "object-1", "2026-07-05T06:41:12Z");
        About unversioned = new About("user-1", "sleep", "object-2", null);
        append(delivery().withAbout(night));
        append(delivery().withAbout(unversioned));
        append(delivery());

        assertThat(claim(3, 10 * BODY)).extracting(Delivery::about).containsExactlyInAnyOrder(night, unversioned, null);
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "256 outstanding rows without their delivery blinded the sweeper for a day",
            now = "They are parked as CONTENT_MISSING in passing, and the next claim finds what is behind them")
    void rowsWithoutTheirDeliveryDoNotHideWhatIsBehindThem() {
        pool.query("INSERT INTO biometric.outstanding (received_at, event_id, claimed_until)"
                        + " SELECT now() - interval '1 hour', gen_random_uuid(), now() FROM generate_series(1, 300)")
                .executeAndAwait();
        append();

        assertThat(claim(256, 10 * BODY)).isEmpty();
        assertThat(claim(256, 10 * BODY)).hasSize(1);

        assertThat(count("SELECT count(*) FROM biometric.parked WHERE reason = 'CONTENT_MISSING'"))
                .isEqualTo(300);
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "One delivery of a provider that only a newer replica knew held up the batch with which an older one claimed it",
            now = "It is left to the newer replicas")
    void deliveriesOfAProviderOfANewerVersionAreLeftToItsReplicas() {
        Delivery newer = append();
        pool.preparedQuery("UPDATE biometric.outstanding SET provider = 'newer' WHERE event_id = $1")
                .executeAndAwait(Tuple.of(newer.eventId()));
        pool.preparedQuery("UPDATE biometric.delivery SET provider = 'newer' WHERE event_id = $1")
                .executeAndAwait(Tuple.of(newer.eventId()));
        Delivery own = append();

        assertThat(claim(10, 10 * BODY)).extracting(Delivery::eventId).containsExactly(own.eventId());

        assertThat(count("SELECT count(*) FROM biometric.outstanding WHERE provider = 'newer' AND begun = 0"))
                .isOne();
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "One delivery by a way that only a newer replica knew held up the batch with which an older one claimed it",
            now = "It is left to the newer replicas, and hides nothing behind it")
    void deliveriesByAWayOfANewerVersionAreLeftToItsReplicas() {
        for (int i = 0; i < 3; i++) {
            pool.preparedQuery("UPDATE biometric.delivery SET channel = 'NEWER' WHERE event_id = $1")
                    .executeAndAwait(Tuple.of(append().eventId()));
        }
        Delivery own = append();

        assertThat(claim(3, 10 * BODY)).isEmpty();
        assertThat(claim(3, 10 * BODY)).extracting(Delivery::eventId).containsExactly(own.eventId());

        assertThat(count("SELECT count(*) FROM biometric.outstanding WHERE begun = 0 AND attempts = 0"))
                .isEqualTo(3);
    }

    @Test
    void whatAnotherProcessBeganThreeTimesIsClaimedAloneAndThenParked() {
        Delivery innocent = append();
        Delivery poison = append();
        for (int process = 1; process <= 3; process++) {
            assertThat(claim(10, 10 * BODY)).hasSize(2);
            theProcessDies(process);
        }

        assertThat(claim(10, 10 * BODY)).isEmpty();
        assertThat(claims.hasSuspects().await().atMost(PATIENCE)).isTrue();
        assertThat(suspect()).isEqualTo(innocent.eventId());
        assertThat(suspect()).isEqualTo(poison.eventId());

        pool.preparedQuery("DELETE FROM biometric.outstanding WHERE event_id = $1")
                .executeAndAwait(Tuple.of(innocent.eventId()));
        theProcessDies(4);
        assertThat(claims.claimSuspect().await().atMost(PATIENCE))
                .as("only to be parked")
                .isEmpty();
        assertThat(claims.parkCrashed().await().atMost(PATIENCE))
                .extracting(Crashed::eventId)
                .containsExactly(poison.eventId());
        assertThat(claims.hasSuspects().await().atMost(PATIENCE)).isFalse();
        assertThat(count("SELECT count(*) FROM biometric.parked WHERE reason = 'CRASHED'"))
                .isOne();
    }

    @Test
    void aSuspectWhoseClaimRanOutIsClaimedAgainByTheSameProcess() {
        Delivery slow = append();
        for (int process = 1; process <= 3; process++) {
            assertThat(claim(10, 10 * BODY)).hasSize(1);
            theProcessDies(process);
        }
        assertThat(suspect()).isEqualTo(slow.eventId());
        pool.query("UPDATE biometric.outstanding SET claimed_until = now()").executeAndAwait();

        assertThat(claims.parkCrashed().await().atMost(PATIENCE)).isEmpty();
        assertThat(suspect()).isEqualTo(slow.eventId());
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "A row that ended the process four times and whose delivery was gone left every list",
            now = "It is parked as CRASHED like the others")
    void aSuspectWithoutItsDeliveryIsParkedToo() {
        pool.query("INSERT INTO biometric.outstanding (received_at, event_id, claimed_until, begun, provider)"
                        + " VALUES (now() - interval '1 hour', gen_random_uuid(), now(), 4, 'terra')")
                .executeAndAwait();

        assertThat(claims.parkCrashed().await().atMost(PATIENCE)).hasSize(1);

        assertThat(count("SELECT count(*) FROM biometric.parked WHERE reason = 'CRASHED' AND provider = 'terra'"))
                .isOne();
    }

    @Test
    void aSuspectWhoseProviderIsNotKnownEitherIsToldToo() {
        UUID lost = UUID.randomUUID();
        pool.preparedQuery("INSERT INTO biometric.outstanding (received_at, event_id, claimed_until, begun)"
                        + " VALUES (now() - interval '1 hour', $1, now(), 4)")
                .executeAndAwait(Tuple.of(lost));

        assertThat(claims.parkCrashed().await().atMost(PATIENCE)).containsExactly(new Crashed(lost, ""));
    }

    @Test
    void aSuspectThatOnlyANewerVersionMayClaimIsNoneOfThisOnes() {
        pool.query("INSERT INTO biometric.outstanding (received_at, event_id, claimed_until, begun, provider)"
                        + " VALUES (now() - interval '1 hour', gen_random_uuid(), now(), 3, 'a-newer-one')")
                .executeAndAwait();

        assertThat(claims.hasSuspects().await().atMost(PATIENCE)).isFalse();
        assertThat(claims.claimSuspect().await().atMost(PATIENCE)).isEmpty();
    }

    @Test
    void aSuspectThatMetAnOutageOfTheStoreIsNotCounted() {
        Delivery innocent = append();
        for (int process = 1; process <= 3; process++) {
            assertThat(claim(10, 10 * BODY)).hasSize(1);
            theProcessDies(process);
        }
        Delivery alone = claims.claimSuspect().await().atMost(PATIENCE).getFirst();
        assertThat(alone.attempts()).isEqualTo(4);

        settlement.release(List.of(alone)).await().atMost(PATIENCE);
        theProcessDies(4);

        assertThat(claims.parkCrashed().await().atMost(PATIENCE)).isEmpty();
        assertThat(claims.hasSuspects().await().atMost(PATIENCE)).isFalse();
        Delivery again = claim(10, 10 * BODY).getFirst();
        assertThat(again.eventId()).isEqualTo(innocent.eventId());
        assertThat(again.attempts()).isEqualTo(4);
    }

    @Test
    void aProcessThatClaimsItsOwnAgainHasNotDied() {
        append();
        for (int times = 1; times <= 5; times++) {
            assertThat(claim(10, 10 * BODY)).hasSize(1);
            pool.query("UPDATE biometric.outstanding SET claimed_until = now()").executeAndAwait();
        }

        assertThat(claims.hasSuspects().await().atMost(PATIENCE)).isFalse();
    }

    @Test
    void aLargeDeliveryWaitsForThePayloadsInMemoryAndThenGoesFirst() {
        Delivery large = append();
        ByteBudget.Room payloads = everything();

        assertThat(claim(10, BODY / 2)).isEmpty();
        payloads.giveBack(BODY);
        assertThat(budget.tryTake(BODY)).as("a later payload").isEmpty();
        payloads.release();

        assertThat(claim(10, BODY / 2)).extracting(Delivery::eventId).containsExactly(large.eventId());
        assertThat(budget.taken()).isZero();
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Deliveries behind a large one in the backlog waited until there was memory for it",
            now = "The claim passes over it, and takes it beside them as soon as there is")
    void smallDeliveriesBehindALargeOneAreClaimedWhileThereIsNoMemoryForIt() {
        Delivery large = append();
        Delivery first = append(small());
        Delivery second = append(small());
        ByteBudget.Room payloads = everything();

        assertThat(claim(10, BODY / 2))
                .extracting(Delivery::eventId)
                .containsExactly(first.eventId(), second.eventId());
        payloads.release();
        Delivery third = append(small());

        assertThat(claim(10, BODY / 2)).extracting(Delivery::eventId).containsExactly(third.eventId(), large.eventId());
    }

    @Test
    void aSmallDeliveryBehindManyLargeOnesIsFound() {
        for (int i = 0; i < 5; i++) {
            append();
        }
        Delivery last = append(small());
        ByteBudget.Room payloads = everything();

        assertThat(claim(3, BODY / 2)).extracting(Delivery::eventId).containsExactly(last.eventId());
        payloads.release();
        assertThat(claim(3, BODY / 2)).hasSize(1);
    }

    /** All that large pieces may have. */
    private ByteBudget.Room everything() {
        return budget.tryTake(Long.MAX_VALUE).orElseThrow();
    }

    /** Its claims expire, and the next claimant is another process. */
    private void theProcessDies(int process) {
        pool.preparedQuery("UPDATE biometric.outstanding SET claimed_until = now(), claimant = $1")
                .executeAndAwait(Tuple.of((long) process));
    }

    private UUID suspect() {
        return claims.claimSuspect().await().atMost(PATIENCE).getFirst().eventId();
    }

    private long count(String statement) {
        return pool.query(statement).executeAndAwait().iterator().next().getLong(0);
    }

    /** Whatever the planner thinks of the tables: a join would read and sort every body of every day for each claim. */
    @Test
    void eachBodyIsLookedUpByItself() {
        String plan = pool.query("EXPLAIN (GENERIC_PLAN) " + JournalSql.CLAIM).executeAndAwait().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));

        String lookUp = plan.substring(plan.indexOf("CTE weighed"), plan.indexOf("CTE claimed"));
        assertThat(lookUp)
                .contains("Nested Loop", "(received_at = due.received_at)")
                .doesNotContain("Merge", "Hash");
        assertThat(plan).contains("Tid Scan on outstanding");
    }

    private List<Delivery> claim(int limit, long bytes) {
        return claims.claim(limit, bytes).await().atMost(PATIENCE);
    }

    private Delivery append() {
        return append(delivery());
    }

    private static Delivery delivery() {
        return delivery(BODY);
    }

    private static Delivery small() {
        return delivery(1_000);
    }

    private static Delivery delivery(int length) {
        byte[] body = (UUID.randomUUID() + "x".repeat(length - 36)).getBytes(StandardCharsets.UTF_8);
        SignedRequest record = new SignedRequest(Headers.of(Map.of()), body);
        return Delivery.ofDirectTopic(Provider.TERRA, record);
    }

    private Delivery append(Delivery delivery) {
        assertThat(journal.append(delivery).await().atMost(PATIENCE)).isInstanceOf(Appended.Stored.class);
        return delivery;
    }
}
