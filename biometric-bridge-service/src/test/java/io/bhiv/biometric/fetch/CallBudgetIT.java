package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.fetch.CallBudget.Use;
import io.bhiv.biometric.journal.NoSweeper;
import io.bhiv.model.biometric.Provider;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.whoop.WhoopSimulator;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The budget of an application, with a clock of the test's own in PostgreSQL and at the provider. {@code -Dbiometric.quota.minutes=60} makes
 * replicas use a quota for longer.
 */
@QuarkusTest
@TestProfile(NoSweeper.class)
@QuarkusTestResource(PostgresResource.class)
class CallBudgetIT {

    private record Limits(List<CallLimit> oura, List<CallLimit> whoop, double reserve) implements BudgetConfig {}

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MINUTES = Integer.getInteger("biometric.quota.minutes", 6);

    @Inject
    Pool pool;

    private final BudgetConfig config = new Limits(
            List.of(CallLimit.parse("10/60s")), List.of(CallLimit.parse("100/60s"), CallLimit.parse("10000/24H")), 0.3);

    private final SettableClock clock = new SettableClock("2026-07-05T10:00:00.500Z");

    @BeforeEach
    void theTestsClock() {
        execute("CREATE TABLE IF NOT EXISTS biometric.test_clock (at timestamptz)");
        execute("DELETE FROM biometric.test_clock");
        execute("DELETE FROM biometric.fetch_usage");
        execute("UPDATE biometric.fetch_application SET paused_until = '-infinity'");
        execute("INSERT INTO biometric.test_clock VALUES ('2026-07-05 10:00:00.5+00')");
        execute("CREATE OR REPLACE FUNCTION biometric.fetch_clock() RETURNS timestamptz LANGUAGE sql VOLATILE"
                + " AS 'SELECT at FROM biometric.test_clock'");
    }

    @AfterEach
    void theRealClock() {
        execute("CREATE OR REPLACE FUNCTION biometric.fetch_clock() RETURNS timestamptz LANGUAGE sql VOLATILE"
                + " AS 'SELECT clock_timestamp()'");
    }

    @Test
    void threeReplicasUseTheQuotaOfWhoopWithoutOneCallTooMany() throws Exception {
        try (WhoopSimulator whoop = WhoopSimulator.start(0, Setup.of("fake-client", "fake-secret", clock));
                HttpClient http = HttpClient.newHttpClient()) {
            whoop.people()
                    .prepare(
                            new io.bhiv.play.person.Population(1, 1, ZoneOffset.UTC),
                            java.time.LocalDate.of(2026, 7, 4),
                            2);
            List<CallBudget> replicas = IntStream.range(0, 3)
                    .mapToObj(number -> new CallBudget(pool, config))
                    .toList();
            long answered = 0;
            long refused = 0;
            for (int second = 0; second < MINUTES * 60; second += 2) {
                String token = whoop.oauth()
                        .grants()
                        .grant("person-1", Set.of("read:sleep", "offline"))
                        .access();
                long granted = drain(replicas);
                for (int call = 0; call < granted; call++) {
                    int status = http.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    whoop.address() + "/developer/v2/activity/sleep?limit=1"))
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode();
                    answered += status == 200 ? 1 : 0;
                    refused += status == 429 ? 1 : 0;
                }
                advance(Duration.ofSeconds(2));
            }
            System.out.printf(
                    "WHOOP's quota for %d minutes with three replicas: %d calls answered, %d refused%n",
                    MINUTES, answered, refused);
            assertThat(refused).isZero();
            // A hundred a minute would be all of it; a span of 62 seconds is used like one of 60.
            assertThat(answered).isBetween(95L * MINUTES, 100L * MINUTES);
        }
    }

    @Test
    void pollsLeaveTheReserveToNotices() {
        CallBudget budget = new CallBudget(pool, config);

        assertThat(takeAll(budget, Provider.OURA, Use.POLL)).isEqualTo(7);
        assertThat(takeAll(budget, Provider.OURA, Use.NOTICE)).isEqualTo(3);
        assertThat(budget.left(Provider.OURA).await().atMost(PATIENCE))
                .singleElement()
                .satisfies(left -> assertThat(left.calls()).isZero());

        advance(Duration.ofSeconds(59));
        assertThat(takeAll(budget, Provider.OURA, Use.NOTICE)).isZero();
        advance(Duration.ofSeconds(4));
        assertThat(takeAll(budget, Provider.OURA, Use.NOTICE)).isEqualTo(10);
    }

    @Test
    void aDaysQuotaHoldsWhereTheMinutesWouldAllowMore() {
        CallBudget budget = new CallBudget(pool, config);
        execute(
                "INSERT INTO biometric.fetch_usage (provider, window_s, slot, calls)"
                        + " SELECT 'whoop', 86400, floor(extract(epoch FROM at) / 1440)::bigint - 30, 9995 FROM biometric.test_clock");

        assertThat(takeAll(budget, Provider.WHOOP, Use.NOTICE)).isEqualTo(5);
        assertThat(budget.take(Provider.WHOOP, Use.NOTICE).await().atMost(PATIENCE))
                .isEqualTo(Duration.ofMinutes(24));
    }

    /** What all replicas together may do now; they ask at once, each until it is refused. */
    private static long drain(List<CallBudget> replicas) {
        return replicas.parallelStream()
                .mapToLong(replica -> takeAll(replica, Provider.WHOOP, Use.NOTICE))
                .sum();
    }

    private static long takeAll(CallBudget budget, Provider provider, Use use) {
        long granted = 0;
        while (budget.take(provider, use).await().atMost(PATIENCE).isZero()) {
            granted++;
        }
        return granted;
    }

    private void advance(Duration span) {
        clock.pass(span);
        pool.preparedQuery("UPDATE biometric.test_clock SET at = $1")
                .executeAndAwait(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC)));
    }

    private void execute(String statement) {
        pool.query(statement).executeAndAwait();
    }
}
