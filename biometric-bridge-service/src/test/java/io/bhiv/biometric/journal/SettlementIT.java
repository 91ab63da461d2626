package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journal.DeliveryJournal.Appended;
import io.bhiv.biometric.normalise.Link;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.publish.NormalisedDelivery;
import io.bhiv.biometric.publish.Settlement;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Parking for a link, and the activation of that link. */
@QuarkusTest
@TestProfile(NoSweeper.class)
@QuarkusTestResource(PostgresResource.class)
class SettlementIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    DeliveryJournal journal;

    @Inject
    Settlement settlement;

    @Inject
    Pool pool;

    private final ProviderUser user =
            new ProviderUser(Provider.TERRA, UUID.randomUUID().toString());
    private final Outcome parked = new Outcome.Parked(ParkReason.UNKNOWN_USER, user);

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Parking and freeing raced, or a kill between them left deliveries parked for ever",
            now = "Both happen in the transaction that settles, and exclude each other")
    void aDeliveryIsNotParkedForALinkThatAnotherReplicaActivatesMeanwhile() {
        Delivery data = append();
        SqlConnection replica = pool.getConnectionAndAwait();
        Transaction activation = replica.beginAndAwait();
        replica.preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended('biometric.link|' || $1, 0))")
                .executeAndAwait(Tuple.of("terra|" + user.userId()));

        CompletableFuture<Void> parking = settlement.settle(data, parked).subscribeAsCompletionStage();
        awaitBlockedStatement();
        replica.preparedQuery(
                        "INSERT INTO biometric.link VALUES ('terra', $1, 'con_1', 'sub_1', NULL, NULL, 'ACTIVE', 1)")
                .executeAndAwait(Tuple.of(user.userId()));
        activation.commitAndAwait();
        replica.closeAndAwait();

        assertThat(parking).succeedsWithin(PATIENCE);
        assertThat(isIn("parked", data)).isFalse();
        assertThat(isIn("outstanding", data)).isTrue();
    }

    @Test
    void anActivationFreesWhatWasParkedForItsLink() {
        Delivery data = append();
        complete(settlement.settle(data, parked));
        assertThat(isIn("parked", data)).isTrue();

        Delivery authentication = append();
        complete(activate(authentication));

        assertThat(isIn("parked", data)).isFalse();
        assertThat(isIn("outstanding", data)).isTrue();
        assertThat(isIn("outstanding", authentication)).isFalse();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "What was parked for one reason and then again for its person was not freed when the person connected",
            now = "It waits for what it was parked for last")
    void whatWasParkedBeforeIsFreedByTheLinkThatItWaitsForNow() {
        Delivery data = append();
        pool.preparedQuery(
                        "INSERT INTO biometric.parked (event_id, received_at, provider, reason) VALUES ($1, now(), 'terra', 'CRASHED')")
                .executeAndAwait(Tuple.of(data.eventId()));
        complete(settlement.settle(data, parked));

        complete(activate(append()));

        assertThat(isIn("parked", data)).isFalse();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "What was parked under an id of Terra's stayed parked for ever once the id was replaced",
            now = "A replaced id takes data, so its replacement frees what waits for it")
    void theReplacementOfAnIdFreesWhatWasParkedUnderIt() {
        Delivery data = append();
        complete(settlement.settle(data, parked));
        assertThat(isIn("parked", data)).isTrue();

        complete(replace(append()));

        assertThat(isIn("parked", data)).isFalse();
        assertThat(isIn("outstanding", data)).isTrue();
    }

    @Test
    void aDeliveryIsNotParkedUnderAnIdThatWasReplacedMeanwhile() {
        Delivery data = append();
        complete(replace(append()));

        complete(settlement.settle(data, parked));

        assertThat(isIn("parked", data)).isFalse();
        assertThat(isIn("outstanding", data)).isTrue();
    }

    @Test
    void anActivationThatCannotFreeIsNotSettled() {
        Delivery data = append();
        complete(settlement.settle(data, parked));
        Delivery authentication = append();
        pool.query("ALTER TABLE biometric.parked RENAME TO parked_elsewhere").executeAndAwait();
        try {
            assertThat(activate(authentication).subscribeAsCompletionStage()).failsWithin(PATIENCE);
        } finally {
            pool.query("ALTER TABLE biometric.parked_elsewhere RENAME TO parked")
                    .executeAndAwait();
        }

        assertThat(isIn("parked", data)).isTrue();
        assertThat(isIn("outstanding", authentication)).isTrue();
        assertThat(count("SELECT count(*) FROM biometric.link WHERE provider_user_id = $1", user.userId()))
                .isZero();
    }

    private Uni<Void> activate(Delivery authentication) {
        return link(authentication, link(user, ConnectionState.ACTIVE));
    }

    private Uni<Void> replace(Delivery reauthentication) {
        ProviderUser other = new ProviderUser(Provider.TERRA, UUID.randomUUID().toString());
        return link(reauthentication, link(other, ConnectionState.ACTIVE), link(user, ConnectionState.REAUTH));
    }

    private static Link link(ProviderUser of, ConnectionState state) {
        return new Link(of, "con_1", "sub_1", null, null, state, 1);
    }

    private Uni<Void> link(Delivery by, Link... links) {
        Normalised normalised = new Normalised(List.of(), List.of(links), Map.of(), new Outcome.Published(0, 0));
        return settlement.handOver(List.of(new NormalisedDelivery(by, normalised, List.of())));
    }

    private Delivery append() {
        byte[] body = ("{\"it\":\"" + UUID.randomUUID() + "\"}").getBytes(StandardCharsets.UTF_8);
        SignedRequest record = new SignedRequest(Headers.of(Map.of()), body);
        Appended appended = journal.append(Delivery.ofDirectTopic(Provider.TERRA, record))
                .await()
                .atMost(PATIENCE);
        assertThat(appended).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) appended).delivery();
    }

    private static void complete(Uni<Void> work) {
        work.await().atMost(PATIENCE);
    }

    private void awaitBlockedStatement() {
        await().atMost(PATIENCE)
                .until(() -> pool.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                                .executeAndAwait()
                                .iterator()
                                .next()
                                .getInteger(0)
                        > 0);
    }

    private boolean isIn(String table, Delivery delivery) {
        return count("SELECT count(*) FROM biometric." + table + " WHERE event_id = $1", delivery.eventId()) == 1;
    }

    private long count(String statement, Object key) {
        return pool.preparedQuery(statement)
                .executeAndAwait(Tuple.of(key))
                .iterator()
                .next()
                .getLong(0);
    }
}
