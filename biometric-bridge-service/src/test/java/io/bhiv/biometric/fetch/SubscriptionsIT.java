package io.bhiv.biometric.fetch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.state.Fault;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Oura sends its notices because we subscribed to them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = SimulatedProviders.class, restrictToAnnotatedClass = true)
class SubscriptionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @Inject
    Subscriptions subscriptions;

    @Inject
    FetchWatch watch;

    private final OuraSimulator oura = SimulatedProviders.oura();

    @BeforeEach
    void forgetRequests() {
        oura.requests().clear();
    }

    @Test
    void whatIsMissingIsMadeAndNoticesCome() {
        awaitAll();
        String connection = Persons.connect(oura, "person-60");

        oura.people().newNight("person-60", SimulatedProviders.yesterday(), Change.none());

        Journal journal = new Journal(pool);
        eventually().untilAsserted(() -> {
            for (String type : List.of("sleep", "daily_sleep", "daily_readiness")) {
                assertThat(journal.fetched(connection, type)).as(type).isNotEmpty();
            }
            assertThat(journal.waiting(connection)).isZero();
        });
        eventually().untilAsserted(() -> {
            compareNow();
            var _ = watch.turn().await().atMost(PATIENCE);
            assertThat(given().get("/q/health/ready")
                            .jsonPath()
                            .getString("checks.find { it.name == 'subscriptions' }.data.oura"))
                    .matches("complete, the first ends in (89|90) days");
        });
        assertThat(given().get("/api/v1/biometric/fetch").jsonPath().getList("quota.provider"))
                .contains("oura", "whoop");
    }

    @Test
    void whatExpiredAllTheSameIsMadeAgain() {
        awaitAll();

        oura.expireSubscription("sleep", "update");

        eventually().untilAsserted(() -> {
            compareNow();
            allAreThere();
        });
    }

    @Test
    void whatEndsSoonIsRenewedAndTheOthersAreLeft() {
        awaitAll();
        Instant now = Instant.now();
        Instant later = now.plus(Duration.ofDays(15));
        oura.endSubscription("sleep", "update", now.plus(Duration.ofDays(13)));
        oura.endSubscription("sleep", "create", later);

        eventually().untilAsserted(() -> {
            compareNow();
            assertThat(oura.subscriptionEnd("sleep", "update"))
                    .hasValueSatisfying(end -> assertThat(end).isAfter(now.plus(Duration.ofDays(89))));
        });
        assertThat(oura.subscriptionEnd("sleep", "create")).contains(later);
        oura.endSubscription("sleep", "create", now.plus(Duration.ofDays(90)));
        assertThat(oura.requests().count(entry -> entry.path().contains("/renew/") && entry.status() == 200))
                .isEqualTo(1);
    }

    @Test
    void whatCannotBeRenewedIsTriedAgain() {
        awaitAll();
        Instant now = Instant.now();
        oura.endSubscription("workout", "update", now.plus(Duration.ofDays(2)));
        oura.faults().set(new Fault(Fault.Kind.FAILED, "/v2/webhook/subscription/renew/", 1));

        eventually().untilAsserted(() -> {
            compareNow();
            assertThat(oura.requests().count(entry -> entry.path().contains("/renew/") && entry.status() == 500))
                    .isEqualTo(1);
            assertThat(oura.subscriptionEnd("workout", "update"))
                    .hasValueSatisfying(end -> assertThat(end).isAfter(now.plus(Duration.ofDays(89))));
        });
    }

    @Test
    void oneThatWillExpireAndCannotBeRenewedIsAnAlarm() {
        awaitAll();
        oura.endSubscription("session", "update", Instant.now().plus(Duration.ofDays(6)));
        oura.faults().set(Fault.always(Fault.Kind.FAILED, "/v2/webhook/subscription/renew/"));
        try {
            eventually().untilAsserted(() -> {
                compareNow();
                var _ = watch.turn().await().atMost(PATIENCE);
                assertThat(given().get("/q/health/ready")
                                .jsonPath()
                                .getString("checks.find { it.name == 'subscriptions' }.data.oura"))
                        .isEqualTo("alarm: the first ends in 5 days");
                assertThat(given().get("/q/metrics").asString().lines())
                        .filteredOn(line -> line.startsWith("bridge_fetch_subscriptions_end_seconds{"))
                        .singleElement()
                        .satisfies(line -> assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                                .isBetween(5 * 86_400.0, 6 * 86_400.0));
            });
        } finally {
            oura.faults().clear();
        }
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "With a wrong client secret from the first start no subscription was made, and no alarm was raised",
            now = "Where Oura's list was never read, all subscriptions count as missing")
    void whatWasNeverReadCountsAsMissing() {
        awaitAll();
        oura.faults().set(Fault.always(Fault.Kind.UNAUTHORIZED, "/v2/webhook/subscription"));
        try {
            eventually().untilAsserted(() -> {
                new Journal(pool).execute("""
                        UPDATE biometric.fetch_application
                        SET subscriptions_missing = NULL, subscriptions_end_at = NULL
                        """);
                compareNow();
                var _ = watch.turn().await().atMost(PATIENCE);
                assertThat(given().get("/q/metrics").asString())
                        .contains("bridge_fetch_subscriptions_missing{provider=\"oura\"} 36.0")
                        .contains("bridge_fetch_subscriptions_end_seconds{provider=\"oura\"} 0.0");
            });
        } finally {
            oura.faults().clear();
        }
    }

    @Test
    void whatTheProviderAsksForHoldsForSubscriptionsAndForReading() {
        awaitAll();
        Journal journal = new Journal(pool);
        oura.faults().set(new Fault(Fault.Kind.THROTTLED, "/v2/webhook/subscription", 1));
        try {
            eventually().untilAsserted(() -> {
                compareNow();
                assertThat(journal.number("SELECT count(*) FROM biometric.fetch_application"
                                + " WHERE provider = 'oura' AND paused_until > now()"))
                        .isEqualTo(1);
            });
            oura.requests().clear();
            compareNow();
            assertThat(oura.requests().count("/v2/webhook/subscription")).isZero();
        } finally {
            journal.execute("UPDATE biometric.fetch_application SET paused_until = '-infinity'");
        }
    }

    /** Does nothing where a comparison is under way; that sets the next time at its end. */
    private void compareNow() {
        new Journal(pool).execute("UPDATE biometric.fetch_application SET subscriptions_due = now()");
        var _ = subscriptions.turn(subscriptions.ours().orElseThrow()).await().atMost(PATIENCE);
    }

    /** A statement of ours that found no free connection of the service, on a busy machine, is made again. */
    private static ConditionFactory eventually() {
        return await().atMost(PATIENCE).ignoreExceptionsMatching(Journal::foundNoConnection);
    }

    /** Made at the start of the service. */
    private void awaitAll() {
        eventually().untilAsserted(this::allAreThere);
    }

    private void allAreThere() {
        assertThat(oura.subscribed()).hasSize(36).contains("sleep.update", "vo2_max.delete", "workout.create");
    }
}
