package io.bhiv.biometric.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bhiv.biometric.connection.AccessTokens.Access;
import io.bhiv.biometric.journey.FakeSecrets;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Seal;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.simulator.state.Fault;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
@QuarkusTestResource(value = SimulatedOura.class, restrictToAnnotatedClass = true)
class ConnectionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TOKENS = "/oauth/token";
    private static final String REVOCATION = "/oauth/revoke";

    @Inject
    ConnectionStore store;

    @Inject
    Applications applications;

    @Inject
    TokenVault vault;

    @Inject
    ConnectConfig config;

    @Inject
    AccessTokens tokens;

    @Inject
    TokenHousekeeping housekeeping;

    @Inject
    ConnectionWatch watch;

    @Inject
    MeterRegistry meters;

    @Inject
    Pool pool;

    private final OuraSimulator oura = SimulatedOura.oura();

    @Test
    void aPersonWhoConsentsIsConnected() {
        oura.oauth().consent().allow("person-1");

        new Browser()
                .connect("learner-1")
                .then()
                .statusCode(200)
                .body(containsString("Your Oura account is connected"))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));

        JsonPath one = connectionOf("learner-1");
        assertThat(one.getString("state")).isEqualTo("ACTIVE");
        assertThat(one.getList("scopes_withheld")).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(linkStates(one.getString("connection_id"))).containsExactly("ACTIVE"));
    }

    @Test
    void theFirstPageNamesWhatIsReadAndNeedsNoScript() {
        given().queryParam("reference", "learner-2")
                .get("/connect/oura")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/html"))
                .body(containsString("blood oxygen during sleep"))
                .body(not(containsString("<script")))
                .body(containsString("name=\"reference\" value=\"learner-2\""));
    }

    @Test
    void whatAReferenceHoldsStaysText() {
        given().queryParam("reference", "\"><script>alert(1)</script>")
                .get("/connect/oura")
                .then()
                .statusCode(200)
                .body(not(containsString("<script")));
    }

    @Test
    void consentThatIsRefusedIsAPageAndStoresNothing() {
        oura.oauth().consent().refuse("person-2");

        new Browser().connect("learner-refusing").then().statusCode(200).body(containsString("You chose not to share"));

        assertThat(list("learner-refusing")).isEmpty();
    }

    @Test
    void scopesThatWereNotGrantedAreShown() {
        oura.oauth().consent().allow("person-3", Set.of("personal", "daily"));

        new Browser()
                .connect("learner-3")
                .then()
                .statusCode(200)
                .body(containsString("Not shared, as you chose: workouts"));

        assertThat(connectionOf("learner-3").getList("scopes_withheld")).contains("workout", "spo2");
    }

    @Test
    void withoutTheScopeThatNamesThePersonThereIsNoConnection() {
        oura.oauth().consent().allow("person-4", Set.of("daily"));

        new Browser().connect("learner-4").then().statusCode(200).body(containsString("Please begin again"));

        assertThat(list("learner-4")).isEmpty();
    }

    @Test
    void aStateWorksOnceAndInItsOwnBrowserAlone() {
        oura.oauth().consent().allow("person-5");
        Browser person = new Browser();
        URI back = person.consent("learner-5");

        new Browser().comeBack(back).then().statusCode(400).body(containsString("This page has expired"));
        assertThat(list("learner-5")).isEmpty();

        person.comeBack(back).then().statusCode(200);
        Browser other = new Browser();
        other.consent("learner-5");
        other.comeBack(back).then().statusCode(400).body(containsString("This page has expired"));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "Who loaded the last page again was told to begin again, although the account was connected",
            now = "The same browser is told that it is connected already, as long as it is; the code is used once")
    void whoLoadsTheLastPageAgainIsToldThatTheAccountIsConnected() {
        oura.oauth().consent().allow("person-28");
        Browser person = new Browser();
        URI back = person.consent("learner-reloads");
        person.comeBack(back).then().statusCode(200);
        long exchanges = oura.requests().count(TOKENS);

        person.comeBack(back).then().statusCode(200).body(containsString("connected already"));
        person.comeBack(back).then().statusCode(200).body(containsString("connected already"));

        assertThat(oura.requests().count(TOKENS)).isEqualTo(exchanges);
        assertThat(list("learner-reloads")).hasSize(1);
        given().delete("/api/v1/biometric/connections/"
                        + connectionOf("learner-reloads").getString("connection_id"))
                .then()
                .statusCode(200);
        person.comeBack(back).then().statusCode(400).body(containsString("This page has expired"));
    }

    @Test
    void aForgedStateIsRefused() {
        given().cookie("bhiv_connect", "forged")
                .queryParam("state", "forged")
                .queryParam("code", "forged")
                .get("/connect/oura/callback")
                .then()
                .statusCode(400);
        given().get("/connect/oura/callback").then().statusCode(400);
    }

    @Test
    void anAccountOfSomebodyElseIsNotTakenOver() {
        oura.oauth().consent().allow("person-6");
        new Browser().connect("learner-6").then().statusCode(200);

        new Browser()
                .connect("another")
                .then()
                .statusCode(409)
                .body(containsString("already connected for somebody else"));

        assertThat(list("another")).isEmpty();
        assertThat(connectionOf("learner-6").getString("state")).isEqualTo("ACTIVE");
    }

    @Test
    void aProviderThatIsNotOfferedIsNotFound() {
        given().get("/connect/whoop").then().statusCode(404);
        given().get("/connect/nobody").then().statusCode(404);
    }

    @Test
    void aTicketStandsForThePersonItWasIssuedFor() {
        String url = given().contentType("application/json")
                .body("{\"provider\":\"oura\",\"reference\":\"learner-7\"}")
                .post("/api/v1/biometric/connections/tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("connect_url");

        assertThat(url).startsWith("http://localhost:1/connect/oura?ticket=");
        given().queryParam("ticket", url.substring(url.indexOf('=') + 1))
                .get("/connect/oura")
                .then()
                .statusCode(200)
                .body(containsString("name=\"ticket\""));
        given().queryParam("ticket", "made-up")
                .get("/connect/oura")
                .then()
                .statusCode(400)
                .body(containsString("This link has expired"));
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault =
                    "A link to the connect page worked for an hour and as often as somebody found it in a history or a log",
            now = "What the person does on the page uses the ticket up, and it is good for ten minutes")
    void aTicketIsUsedUpByWhatThePersonDoes() {
        String ticket = ticketFor("learner-once");
        given().queryParam("ticket", ticket).get("/connect/oura").then().statusCode(200);
        Browser person = new Browser();
        person.open(ticket).then().statusCode(200);
        Browser stranger = new Browser();
        stranger.open(ticket).then().statusCode(200);

        person.press("ticket", ticket).then().statusCode(303);

        stranger.press("ticket", ticket)
                .then()
                .statusCode(400)
                .body(containsString("It works once"))
                .body(containsString("ask for a new one"));
        given().formParam("ticket", ticket)
                .post("/connect/oura/disconnect")
                .then()
                .statusCode(400);
        given().queryParam("ticket", ticket).get("/connect/oura").then().statusCode(400);
        String other = ticketFor("learner-once");
        given().formParam("ticket", other)
                .post("/connect/oura/disconnect")
                .then()
                .statusCode(200);
        given().formParam("ticket", other)
                .post("/connect/oura/disconnect")
                .then()
                .statusCode(400);
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault =
                    "A foreign page could begin a connection for somebody else's reference in the browser of who looked at it, and the provider put the data of that person under it",
            now =
                    "Only a browser that opened the connect page can begin, and from that page alone; the ticket stays as it is")
    void aForeignPageBeginsNoConnectionInSomebodysBrowser() {
        oura.oauth().consent().allow("person-30");
        String ticket = ticketFor("learner-of-the-attacker");
        Browser somebody = new Browser();
        somebody.open(ticketFor("learner-30")).then().statusCode(200);

        given().redirects()
                .follow(false)
                .formParam("ticket", ticket)
                .post("/connect/oura")
                .then()
                .statusCode(400)
                .body(containsString("Please open your link again"))
                .header("Set-Cookie", nullValue());
        given().redirects()
                .follow(false)
                .cookie("bhiv_connect", "forged")
                .formParam("ticket", ticket)
                .post("/connect/oura")
                .then()
                .statusCode(400);
        given().redirects()
                .follow(false)
                .formParam("reference", "learner-of-the-attacker")
                .post("/connect/oura")
                .then()
                .statusCode(400);
        for (String site : List.of("same-site", "cross-site")) {
            somebody.pressElsewhere(site, ticket).then().statusCode(400);
        }
        assertThat(number(
                        "SELECT count(*)::int FROM biometric.authorisation WHERE reference_id = $1",
                        "learner-of-the-attacker"))
                .isZero();

        assertThat(new Browser().consentWithTicket(ticket))
                .as("the ticket is unused")
                .isNotNull();
    }

    private static String ticketFor(String reference) {
        String url = given().contentType("application/json")
                .body("{\"provider\":\"oura\",\"reference\":\"" + reference + "\"}")
                .post("/api/v1/biometric/connections/tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("connect_url");
        String ticket = url.substring(url.indexOf('=') + 1);
        Secrets.add(ticket);
        return ticket;
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault =
                    "Who pressed Continue twice was told that the link had expired, although the first press had gone on to the provider",
            now = "The same browser is sent to the same consent, until it has come back")
    void whoPressesTwiceIsSentToTheSameConsent() {
        oura.oauth().consent().allow("person-27");
        String ticket = ticketFor("learner-twice");
        Browser person = new Browser();
        person.open(ticket).then().statusCode(200);
        Browser stranger = new Browser();
        stranger.open(ticket).then().statusCode(200);

        List<String> there = Stream.generate(() -> CompletableFuture.supplyAsync(() -> person.press("ticket", ticket)))
                .limit(3)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.then().statusCode(303).extract().header("Location"))
                .toList();

        assertThat(there).containsOnly(there.getFirst());
        assertThat(number("SELECT count(*)::int FROM biometric.authorisation WHERE reference_id = $1", "learner-twice"))
                .isEqualTo(1);
        stranger.press("ticket", ticket).then().statusCode(400);
        new Browser().press("ticket", ticket).then().statusCode(400);
        person.comeBack(person.consentWithTicket(ticket)).then().statusCode(200);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Who went back to the first page after Continue was told that the link had expired, although the account was being"
                            + " connected or was connected",
            now =
                    "The same browser is told how far it has come: it may continue, or is connected; any other is told that the link was used")
    void whoGoesBackToTheFirstPageIsToldHowFarTheyHaveCome() {
        oura.oauth().consent().allow("person-31");
        String ticket = ticketFor("learner-back");
        Browser person = new Browser();
        person.open(ticket).then().statusCode(200).body(not(containsString("You have begun already")));
        String there =
                person.press("ticket", ticket).then().statusCode(303).extract().header("Location");

        person.open(ticket)
                .then()
                .statusCode(200)
                .body(containsString("You have begun already"), containsString("Continue to Oura"));
        assertThat(person.press("ticket", ticket).header("Location")).isEqualTo(there);
        new Browser().open(ticket).then().statusCode(400);

        person.comeBack(person.consentWithTicket(ticket)).then().statusCode(200);

        person.open(ticket).then().statusCode(200).body(containsString("connected already"));
        person.press("ticket", ticket).then().statusCode(200).body(containsString("connected already"));
        new Browser().open(ticket).then().statusCode(400);
        new Browser().press("ticket", ticket).then().statusCode(400);
        assertThat(number("SELECT count(*)::int FROM biometric.authorisation WHERE reference_id = $1", "learner-back"))
                .isZero();
    }

    @Test
    void aTicketForNobodyIsRefused() {
        given().contentType("application/json")
                .body("{\"provider\":\"oura\"}")
                .post("/api/v1/biometric/connections/tickets")
                .then()
                .statusCode(400)
                .body("pointer", is("/reference"));
        given().contentType("application/json")
                .body("{\"provider\":\"terra\",\"reference\":\"x\"}")
                .post("/api/v1/biometric/connections/tickets")
                .then()
                .statusCode(400)
                .body("pointer", is("/provider"));
    }

    @Test
    void aReferenceThatCannotBeStoredIsRefused() {
        given().contentType("application/json")
                .body("{\"provider\":\"oura\",\"reference\":\"a\\u0000b\"}")
                .post("/api/v1/biometric/connections/tickets")
                .then()
                .statusCode(400)
                .body("pointer", is("/reference"));
        given().contentType("application/x-www-form-urlencoded")
                .cookie("bhiv_connect", "a".repeat(43))
                .body("reference=a%00b")
                .post("/connect/oura")
                .then()
                .statusCode(400)
                .body(containsString("This link has expired"));
    }

    @Test
    void tokensWhoseKeyIsGoneAreLeftAndDoNotStopTheResealing() {
        String id = connected("person-14", "learner-14");
        pool.preparedQuery("UPDATE biometric.connection SET tokens_key = 'gone' WHERE connection_id = $1")
                .execute(Tuple.of(id))
                .await()
                .indefinitely();

        assertThat(housekeeping.reseal().await().atMost(PATIENCE)).isEqualTo(Step.IDLE);
    }

    @Test
    void tokensAreSealedAnewWithTheKeyThatWasRotatedIn(@TempDir Path folder) throws IOException {
        String id = connected("person-15", "learner-15");
        Path before = config.keyFile().orElseThrow();
        Path after = folder.resolve("connect.key");
        Files.writeString(after, Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(32)));
        Access usable = access(tokens, id);
        TokenVault rotated = new TokenVault(sealedBy(after, List.of(before)));
        try {
            assertThat(resealing(rotated)).isEqualTo(Step.IDLE);

            assertThat(tokensKey(id)).isEqualTo(rotated.currentKey()).isNotEqualTo(vault.currentKey());
            assertThat(access(replica(new TokenVault(sealedBy(after, List.of()))), id))
                    .as("without the key of before")
                    .isEqualTo(usable);
            assertThat(resealing(rotated)).isEqualTo(Step.IDLE);
        } finally {
            resealing(new TokenVault(sealedBy(before, List.of(after))));
        }
        assertThat(tokensKey(id)).isEqualTo(vault.currentKey());
        assertThat(access(replica(), id)).isEqualTo(usable);
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "Behind a thousand tokens that no key opens, none was sealed again after a change of keys, although the old key was there",
            now = "Those that follow are looked at as well")
    void tokensWhoseKeyIsGoneKeepNoOthersFromBeingSealedAnew(@TempDir Path folder) throws IOException {
        List<String> ids = Stream.of(connected("person-14", "learner-14"), connected("person-15", "learner-15"))
                .sorted()
                .toList();
        run("UPDATE biometric.connection SET tokens_key = 'gone' WHERE connection_id = $1", ids.getFirst());
        Path before = config.keyFile().orElseThrow();
        Path after = folder.resolve("connect.key");
        Files.writeString(after, Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(32)));
        TokenVault rotated = new TokenVault(sealedBy(after, List.of(before)));
        try {
            roundOfPieces(rotated);

            assertThat(tokensKey(ids.getFirst())).isEqualTo("gone");
            assertThat(tokensKey(ids.getLast())).isEqualTo(rotated.currentKey());
        } finally {
            roundOfPieces(new TokenVault(sealedBy(before, List.of(after))));
        }
        assertThat(tokensKey(ids.getLast())).isEqualTo(vault.currentKey());
    }

    private void roundOfPieces(TokenVault with) {
        TokenHousekeeping pieces =
                new TokenHousekeeping(store, applications, with, Clock.systemUTC(), new SimpleMeterRegistry(), 1);
        for (int turns = 0; pieces.reseal().await().atMost(PATIENCE) == Step.MORE; turns++) {
            assertThat(turns).as("it ends").isLessThan(1_000);
        }
    }

    private Step resealing(TokenVault with) {
        return new TokenHousekeeping(store, applications, with, Clock.systemUTC(), new SimpleMeterRegistry())
                .reseal()
                .await()
                .atMost(PATIENCE);
    }

    private String tokensKey(String id) {
        return pool.preparedQuery("SELECT tokens_key FROM biometric.connection WHERE connection_id = $1")
                .execute(Tuple.of(id))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString(0);
    }

    /** The configuration of the service, but for the keys. */
    private ConnectConfig sealedBy(Path current, List<Path> previous) {
        return (ConnectConfig) Proxy.newProxyInstance(
                ConnectConfig.class.getClassLoader(),
                new Class<?>[] {ConnectConfig.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "keyFile" -> Optional.of(current);
                    case "previousKeyFiles" -> Optional.of(previous);
                    default -> method.invoke(config, arguments);
                });
    }

    @Test
    void tokensAreSealedAtRest() {
        String id = connected("person-8", "learner-8");

        byte[] sealed = pool.preparedQuery("SELECT tokens FROM biometric.connection WHERE connection_id = $1")
                .execute(Tuple.of(id))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("fake-");
        assertThat(access(tokens, id)).isInstanceOf(Access.Usable.class);
    }

    @Test
    void fiftyCallersOnTwoReplicasCauseOneRefresh() {
        String id = connected("person-9", "learner-9");
        expire(id);
        AccessTokens here = replica();
        AccessTokens there = replica();

        List<Access> first = Uni.join()
                .all(Stream.iterate(0, number -> number + 1)
                        .limit(50)
                        .map(number -> (number % 2 == 0 ? here : there).of(id))
                        .toList())
                .andFailFast()
                .await()
                .atMost(PATIENCE);

        assertThat(first).hasSize(50).noneMatch(Access.Ended.class::isInstance);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(access(here, id)).isInstanceOf(Access.Usable.class);
            assertThat(access(there, id)).isEqualTo(access(here, id));
        });
        assertThat(oura.oauth().grants().refreshes("person-9")).isEqualTo(1);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A refresh token that Oura answers with 400 invalid_request was tried again every 160 s for ever, and its person never told",
            now =
                    "It is tried ever more rarely, and the connection is degraded once the same request has succeeded for another one")
    void aRequestThatIsCalledWrongDegradesOnceItIsKnownToBeRight() {
        String id = connected("person-32", "learner-32");
        String other = connected("person-33", "learner-33");
        run("UPDATE biometric.connection SET refreshed_at = NULL WHERE connection_id <> $1", id);

        for (int times = 0; times < 3; times++) {
            expire(id);
            oura.faults().set(new Fault(Fault.Kind.WRONG_REQUEST, TOKENS, 1));
            assertThat(access(tokens, id)).isInstanceOf(Access.Later.class);
            run(
                    "UPDATE biometric.connection SET claimed_until = '-infinity', doubted_since = now() - interval '3 minutes'"
                            + " WHERE connection_id = $1",
                    id);
        }
        assertThat(connectionOf("learner-32").getString("state"))
                .as("the mistake may be ours, and concern everybody")
                .isEqualTo("ACTIVE");

        expire(other);
        assertThat(access(tokens, other)).isInstanceOf(Access.Usable.class);
        oura.faults().set(new Fault(Fault.Kind.WRONG_REQUEST, TOKENS, 1));
        assertThat(access(tokens, id)).isEqualTo(new Access.Ended(ConnectionState.DEGRADED));
        assertThat(connectionOf("learner-32").getString("reason")).isEqualTo("refresh_refused");

        oura.oauth().consent().allow("person-32");
        new Browser().connect("learner-32").then().statusCode(200);
        assertThat(number(
                        "SELECT count(*)::int FROM biometric.connection WHERE connection_id = $1 AND doubted_since IS NULL",
                        id))
                .as("new tokens are not in doubt")
                .isEqualTo(1);
    }

    @Test
    void aRefreshTokenThatIsRefusedDegradesTheConnectionAndIsNotTriedAgain() {
        String id = connected("person-10", "learner-10");
        oura.oauth().grants().revoke("person-10");
        expire(id);
        long before = oura.requests().count("/oauth/token");

        for (int times = 0; times < 5; times++) {
            assertThat(access(tokens, id)).isEqualTo(new Access.Ended(ConnectionState.DEGRADED));
        }

        assertThat(oura.requests().count("/oauth/token") - before).isEqualTo(1);
        JsonPath one = connectionOf("learner-10");
        assertThat(one.getString("state")).isEqualTo("DEGRADED");
        assertThat(one.getString("reason")).isEqualTo("refresh_refused");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(linkStates(id)).containsExactly("DEGRADED"));
        double active = counted("ACTIVE");
        assertThat(counted("DEGRADED")).isPositive();
        assertThat(given().get("/q/metrics").asString())
                .contains("bridge_connections_changed_timestamp_seconds{provider=\"oura\",state=\"DEGRADED\"}")
                .as("figures of no person")
                .doesNotContain("person-10")
                .doesNotContain(id);

        oura.oauth().consent().allow("person-10");
        new Browser().connect("learner-10").then().statusCode(200);
        assertThat(access(tokens, id)).isInstanceOf(Access.Usable.class);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(linkStates(id)).containsExactly("ACTIVE"));
        assertThat(counted("ACTIVE")).isEqualTo(active + 1);
    }

    @Test
    void piecesOfTheConnectionsAddUpToAllOfThem() {
        connected("person-24", "learner-24");
        MeterRegistry alone = new SimpleMeterRegistry();

        assertThat(counted("ACTIVE", new ConnectionWatch(pool, Clock.systemUTC(), alone, 1), alone))
                .isPositive()
                .isEqualTo(counted("ACTIVE"));
    }

    @Test
    void aFewConnectionsAreCountedEveryMinuteHoweverSlowTheMachineIs() {
        connected("person-24", "learner-24");

        assertThat(afterASlowRound(2_000).turn().await().atMost(PATIENCE)).isEqualTo(Step.MORE);
        assertThat(afterASlowRound(1).turn().await().atMost(PATIENCE))
                .as("many connections wait")
                .isEqualTo(Step.IDLE);
    }

    /** Each of its statements takes ten seconds. */
    private ConnectionWatch afterASlowRound(int rowsAtOnce) {
        SettableClock clock = new SettableClock("2026-03-02T08:00:00Z");
        ConnectionWatch slow = new ConnectionWatch(pool, clock, new SimpleMeterRegistry(), rowsAtOnce);
        while (slow.turn().await().atMost(PATIENCE) == Step.MORE) {
            clock.pass(Duration.ofSeconds(10));
        }
        return slow;
    }

    private double counted(String state) {
        return counted(state, watch, meters);
    }

    /** Connections of Oura that are in a state, as the page is told. */
    private static double counted(String state, ConnectionWatch watch, MeterRegistry meters) {
        // To the end of what the loop has begun, and then once from the beginning.
        for (int rounds = 0; rounds < 2; ) {
            rounds += watch.step().await().atMost(PATIENCE) == Step.IDLE ? 1 : 0;
        }
        return meters.get("bridge.connections")
                .tags("provider", "oura", "state", state)
                .gauge()
                .value();
    }

    @Test
    void aRefreshThatEndsAfterTheDisconnectionYieldsNoToken() {
        String id = connected("person-16", "learner-16");
        expire(id);

        assertThat(access(
                        new AccessTokens(
                                new DisconnectedMeanwhile(pool, config),
                                applications,
                                vault,
                                config,
                                Clock.systemUTC()),
                        id))
                .isEqualTo(new Access.Ended(ConnectionState.REVOKED));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A stop lost the tokens of a refresh that was under way, and with them the connection: a refresh token can be used once",
            now = "The stop waits until they are stored")
    void theStopWaitsForARefreshThatIsUnderWay() {
        String id = connected("person-23", "learner-23");
        expire(id);
        StoresLater later = new StoresLater(pool, config);
        AccessTokens stopping = new AccessTokens(later, applications, vault, config, Clock.systemUTC());
        CompletableFuture<Access> refreshed = stopping.of(id).subscribeAsCompletionStage();
        await().atMost(PATIENCE).untilTrue(later.begun);

        stopping.end(new ShutdownEvent());

        assertThat(later.stored).isTrue();
        assertThat(refreshed).succeedsWithin(PATIENCE).isInstanceOf(Access.Usable.class);
    }

    /** As a busy PostgreSQL does. */
    private static final class StoresLater extends ConnectionStore {

        private final AtomicBoolean begun = new AtomicBoolean();
        private final AtomicBoolean stored = new AtomicBoolean();

        private StoresLater(Pool pool, ConnectConfig config) {
            super(pool, config);
        }

        @Override
        Uni<Optional<ConnectionState>> refreshed(
                String connectionId,
                int usedVersion,
                TokenSeal.Sealed tokens,
                Duration lifetime,
                @Nullable Set<String> granted) {
            begun.set(true);
            return super.refreshed(connectionId, usedVersion, tokens, lifetime, granted)
                    .onItem()
                    .delayIt()
                    .by(Duration.ofMillis(300))
                    .invoke(() -> stored.set(true));
        }
    }

    @Test
    void aPersonWhoConnectsAgainBeforeTheRevocationKeepsTheNewConsent() {
        String id = connected("person-17", "learner-17");
        pool.preparedQuery("UPDATE biometric.connection SET state = 'REVOKED' WHERE connection_id = $1")
                .execute(Tuple.of(id))
                .await()
                .atMost(PATIENCE);

        var _ = new TokenHousekeeping(
                        new ConnectedAgainMeanwhile(pool, config, id),
                        applications,
                        vault,
                        Clock.systemUTC(),
                        new SimpleMeterRegistry())
                .revoke()
                .await()
                .atMost(PATIENCE);

        assertThat(oura.oauth().grants().isConnected("person-17")).isTrue();
        assertThat(access(tokens, id)).isInstanceOf(Access.Usable.class);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "Who connected again while the provider was ending the former link lost the new one with it",
            now = "A page asks to begin again in a few minutes")
    void aPersonWhoConnectsAgainDuringTheRevocationIsAskedToWait() {
        String id = connected("person-24", "learner-24");
        oura.faults().set(new Fault(Fault.Kind.HANG, REVOCATION, 1));
        try {
            given().delete("/api/v1/biometric/connections/" + id).then().statusCode(200);
            CompletableFuture<Step> revoking = housekeeping.revoke().subscribeAsCompletionStage();
            await().atMost(PATIENCE).until(() -> isBeingEnded(id));

            new Browser()
                    .connect("learner-24")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "60")
                    .body(containsString("begin again in a few minutes"));

            assertThat(list("learner-24")).hasSize(1);
            assertThat(connectionOf("learner-24").getString("state")).isEqualTo("REVOKED");
            assertThat(revoking).succeedsWithin(Duration.ofSeconds(60));
        } finally {
            oura.faults().clear();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> !isBeingEnded(id));
        connected("person-24", "learner-24");
        assertThat(access(tokens, id)).isInstanceOf(Access.Usable.class);
    }

    private boolean isBeingEnded(String id) {
        return number(
                        "SELECT count(*)::int FROM biometric.connection WHERE connection_id = $1 AND revoking_until > now()",
                        id)
                == 1;
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Calls for people who connect or disconnect were made whatever was left of a provider's quota",
            now = "They are counted first, and wait where there is nothing left")
    void callsForConnectionsAreHeldBackWithTheQuota() {
        String id = connected("person-21", "learner-21");
        paused("1 hour");
        try {
            oura.oauth().consent().allow("person-22");
            Response later = new Browser().connect("learner-22");
            later.then()
                    .statusCode(503)
                    .body(containsString("Nothing can be asked of Oura just now. Please begin again later."));
            assertThat(Integer.parseInt(later.header("Retry-After"))).isBetween(3_500, 3_600);
            paused("2 minutes");
            Response soon = new Browser().connect("learner-22");
            soon.then().statusCode(503).body(containsString("begin again in a few minutes"));
            assertThat(Integer.parseInt(soon.header("Retry-After"))).isBetween(60, 120);
            paused("1 hour");
            assertThat(list("learner-22")).isEmpty();

            given().delete("/api/v1/biometric/connections/" + id).then().statusCode(200);
            await().atMost(PATIENCE).until(() -> {
                var _ = housekeeping.revoke().await().atMost(PATIENCE);
                return isPutOff(id);
            });
            assertThat(oura.oauth().grants().isConnected("person-21")).isTrue();
        } finally {
            paused("-1 hour");
        }

        connected("person-22", "learner-22");
    }

    private void paused(String time) {
        pool.preparedQuery(
                        "INSERT INTO biometric.fetch_application (provider, paused_until) VALUES ('oura', now() + $1::text::interval)"
                                + " ON CONFLICT (provider) DO UPDATE SET paused_until = excluded.paused_until")
                .execute(Tuple.of(time))
                .await()
                .atMost(PATIENCE);
    }

    /** Until the end of the pause, without an attempt that counts. */
    private boolean isPutOff(String id) {
        return pool.preparedQuery(
                        "SELECT claimed_until > now() + interval '30 minutes' AND failures = 0 AND tokens IS NOT NULL"
                                + " FROM biometric.connection WHERE connection_id = $1")
                .execute(Tuple.of(id))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getBoolean(0);
    }

    /** Between the claim of a revocation and its call the person connects again. */
    private static final class ConnectedAgainMeanwhile extends ConnectionStore {

        private final Pool pool;
        private final String id;

        private ConnectedAgainMeanwhile(Pool pool, ConnectConfig config, String id) {
            super(pool, config);
            this.pool = pool;
            this.id = id;
        }

        @Override
        Uni<List<Kept>> claimRevoked(int limit, Duration overdueAfter) {
            return super.claimRevoked(limit, overdueAfter)
                    .call(() -> pool.preparedQuery(
                                    "UPDATE biometric.connection SET state = 'ACTIVE' WHERE connection_id = $1")
                            .execute(Tuple.of(id)));
        }
    }

    /** Between the answer of the OAuth server and its storing the person disconnects. */
    private static final class DisconnectedMeanwhile extends ConnectionStore {

        private DisconnectedMeanwhile(Pool pool, ConnectConfig config) {
            super(pool, config);
        }

        @Override
        Uni<Optional<ConnectionState>> refreshed(
                String connectionId,
                int usedVersion,
                TokenSeal.Sealed tokens,
                Duration lifetime,
                @Nullable Set<String> granted) {
            return revoke(connectionId, "by_person")
                    .chain(() -> super.refreshed(connectionId, usedVersion, tokens, lifetime, granted));
        }
    }

    @Test
    void aDisconnectedPersonsTokensAreRevokedAndErased() {
        String id = connected("person-11", "learner-11");

        given().delete("/api/v1/biometric/connections/" + id)
                .then()
                .statusCode(200)
                .body("state", is("REVOKED"))
                .body("reason", is("by_operator"));

        assertThat(access(tokens, id)).isEqualTo(new Access.Ended(ConnectionState.REVOKED));
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            var _ = housekeeping.revoke().await().atMost(PATIENCE);
            assertThat(oura.oauth().grants().isConnected("person-11")).isFalse();
            assertThat(pool.preparedQuery("SELECT tokens FROM biometric.connection WHERE connection_id = $1")
                            .execute(Tuple.of(id))
                            .await()
                            .indefinitely()
                            .iterator()
                            .next()
                            .getBuffer(0))
                    .isNull();
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(linkStates(id)).containsExactly("REVOKED"));
        given().delete("/api/v1/biometric/connections/con_unknown").then().statusCode(404);
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Who disconnected while a provider was down for a quarter of an hour left it with an access that nobody could end: the tokens were erased after twenty tries",
            now = "A revocation is tried for seven days with growing pauses, and counted where it is given up")
    void aRevocationOutlivesALongOutageOfTheProvider() {
        String id = connected("person-2", "learner-of-an-outage");
        oura.faults().set(Fault.always(Fault.Kind.DOWN, REVOCATION));
        try {
            given().delete("/api/v1/biometric/connections/" + id).then().statusCode(200);
            for (int times = 1; times <= 25; times++) {
                int made = times;
                await().atMost(PATIENCE).until(() -> {
                    revokeNow(id);
                    return number("SELECT failures FROM biometric.connection WHERE connection_id = $1", id) >= made;
                });
            }
            await("there, and put off")
                    .atMost(PATIENCE)
                    .until(() -> number(
                                    "SELECT count(*)::int FROM biometric.connection WHERE connection_id = $1"
                                            + " AND tokens IS NOT NULL AND claimed_until > now() + interval '5 hours'",
                                    id)
                            == 1);
            assertThat(oura.oauth().grants().isConnected("person-2")).isTrue();
        } finally {
            oura.faults().clear();
        }

        await().atMost(PATIENCE).until(() -> {
            revokeNow(id);
            return hasNoTokens(id);
        });
        assertThat(oura.oauth().grants().isConnected("person-2")).isFalse();
    }

    @Test
    void aRevocationThatIsNeverConfirmedIsGivenUpAfterAWeekAndCounted() {
        String id = connected("person-4", "learner-never-confirmed");
        oura.faults().set(Fault.always(Fault.Kind.DOWN, REVOCATION));
        double before = givenUp();
        try {
            given().delete("/api/v1/biometric/connections/" + id).then().statusCode(200);
            run(
                    "UPDATE biometric.connection SET changed_at_ms = changed_at_ms - 8 * 86400000::bigint WHERE connection_id = $1",
                    id);

            await().atMost(PATIENCE).until(() -> {
                revokeNow(id);
                return hasNoTokens(id);
            });
        } finally {
            oura.faults().clear();
        }
        assertThat(givenUp()).isEqualTo(before + 1);
    }

    @Test
    void aPairThatARevocationRefreshedIsKeptUntilTheEndIsConfirmed() {
        String id = connected("person-7", "learner-refreshed-to-revoke");
        int pair = number("SELECT tokens_version FROM biometric.connection WHERE connection_id = $1", id);
        endOthers(id);
        oura.faults().set(new Fault(Fault.Kind.UNAUTHORIZED, REVOCATION, 1));
        oura.faults().set(Fault.always(Fault.Kind.DOWN, REVOCATION));
        try {
            given().delete("/api/v1/biometric/connections/" + id).then().statusCode(200);
            await().atMost(PATIENCE).until(() -> {
                revokeNow(id);
                return number("SELECT tokens_version FROM biometric.connection WHERE connection_id = $1", id) > pair;
            });
            assertThat(connectionOf("learner-refreshed-to-revoke").getString("state"))
                    .isEqualTo("REVOKED");
            assertThat(hasNoTokens(id)).isFalse();
        } finally {
            oura.faults().clear();
        }

        await().atMost(PATIENCE).until(() -> {
            revokeNow(id);
            return hasNoTokens(id);
        });
        assertThat(oura.oauth().grants().isConnected("person-7")).isFalse();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Who disconnected after the access token had expired stayed connected at a provider that takes an expired token without a word",
            now = "A token that has expired is refreshed first")
    void aRevocationWithATokenThatHasExpiredRefreshesItFirst() {
        String id = connected("person-29", "learner-expired-at-the-end");
        oura.oauth().grants().expireAccess("person-29");
        expire(id);
        int before = oura.oauth().grants().refreshes("person-29");

        given().delete("/api/v1/biometric/connections/" + id).then().statusCode(200);
        await().atMost(PATIENCE).until(() -> {
            revokeNow(id);
            return hasNoTokens(id);
        });

        assertThat(oura.oauth().grants().isConnected("person-29")).isFalse();
        assertThat(oura.oauth().grants().refreshes("person-29")).isEqualTo(before + 1);
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "A connection of a provider that only a newer replica knew kept an older one from ending any, and from telling of any",
            now = "It is left to the newer replicas")
    void connectionsOfAProviderOfANewerVersionAreLeftToItsReplicas() {
        pool.query("INSERT INTO biometric.connection (connection_id, provider, provider_user_id, state, changed_at_ms,"
                        + " scopes_asked, scopes_granted, tokens, tokens_key) VALUES"
                        + " ('con_newer', 'newer', '1', 'REVOKED', 1, '{}', '{}', 'x', 'gone')")
                .executeAndAwait();
        try {
            assertThat(store.unnoticed(1_000).await().atMost(PATIENCE))
                    .noneMatch(notice -> notice.connectionId().equals("con_newer"));
            assertThat(store.claimRevoked(1_000, PATIENCE).await().atMost(PATIENCE))
                    .noneMatch(kept -> kept.connectionId().equals("con_newer"));
        } finally {
            pool.query("DELETE FROM biometric.connection WHERE connection_id = 'con_newer'")
                    .executeAndAwait();
        }
    }

    /** As if its pause were over. The loop of the service may be at it. */
    private void revokeNow(String id) {
        run("UPDATE biometric.connection SET claimed_until = '-infinity' WHERE connection_id = $1", id);
        var _ = housekeeping.revoke().await().atMost(PATIENCE);
    }

    /** What other tests disconnected would meet a fault that is meant for this connection. */
    private void endOthers(String id) {
        await().atMost(PATIENCE).until(() -> {
            var _ = housekeeping.revoke().await().atMost(PATIENCE);
            return number(
                            "SELECT count(*)::int FROM biometric.connection WHERE connection_id <> $1 AND state = 'REVOKED'"
                                    + " AND tokens IS NOT NULL AND claimed_until <= now() + interval '30 seconds'",
                            id)
                    == 0;
        });
    }

    private boolean hasNoTokens(String id) {
        return number("SELECT count(*)::int FROM biometric.connection WHERE connection_id = $1 AND tokens IS NULL", id)
                == 1;
    }

    private double givenUp() {
        return meters.get("bridge.connections.revocations.given.up")
                .tag("provider", "oura")
                .counter()
                .count();
    }

    private void run(String sql, String id) {
        pool.preparedQuery(sql).execute(Tuple.of(id)).await().atMost(PATIENCE);
    }

    private int number(String sql, String id) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(id))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getInteger(0);
    }

    @Test
    void aNoticeOfSomebodyUnknownWaitsUntilThePersonConnects() {
        String user =
                oura.wearers().find("person-13").orElseThrow().person().ouraId().toString();
        String eventId = acceptedNotice(user);
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/v1/biometric/deliveries/" + eventId)
                        .then()
                        .body("state", is("parked"))
                        .body("reason", is("UNKNOWN_USER")));

        connected("person-13", "learner-13");

        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/v1/biometric/deliveries/" + eventId)
                        .then()
                        .body("state", is("awaiting_fetch")));
    }

    @Test
    void aPersonCanEndTheirConnection() {
        String id = connected("person-12", "learner-12");
        given().queryParam("reference", "learner-12")
                .get("/connect/oura")
                .then()
                .body(containsString("Connected"))
                .body(containsString("Disconnect"));

        given().formParam("reference", "learner-12")
                .post("/connect/oura/disconnect")
                .then()
                .statusCode(200)
                .body(containsString("Disconnected"));

        assertThat(access(tokens, id)).isEqualTo(new Access.Ended(ConnectionState.REVOKED));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A person with two accounts at a provider disconnected, was told so, and one was read on",
            now = "Every connection of the person at the provider ends")
    void aPersonEndsTheConnectionsOfAllAccounts() {
        connected("person-25", "learner-25");
        connected("person-26", "learner-25");
        List<String> both = list("learner-25");
        assertThat(both).hasSize(2);

        given().formParam("reference", "learner-25")
                .post("/connect/oura/disconnect")
                .then()
                .statusCode(200)
                .body(containsString("From now on nothing is read"));

        assertThat(both)
                .allSatisfy(id -> assertThat(access(tokens, id)).isEqualTo(new Access.Ended(ConnectionState.REVOKED)));
        given().formParam("reference", "learner-25")
                .post("/connect/oura/disconnect")
                .then()
                .statusCode(200)
                .body(containsString("Not connected"));
    }

    @Test
    void noCodeTokenOrSecretOfAConnectionIsLoggedShownOrStored() {
        try {
            oura.oauth().consent().allow("person-20");
            Browser person = new Browser();
            String ticket = ticketFor("learner-20");
            String first = given().queryParam("ticket", "fake-" + ticket)
                    .get("/connect/oura")
                    .asString();
            URI back = person.consentWithTicket(ticket);
            nothingSecretIsStored();
            String again =
                    given().formParam("ticket", ticket).post("/connect/oura").asString();
            assertThat(back.getRawQuery()).as("the code that must not appear").contains("code=fake-");
            oura.faults().set(new Fault(Fault.Kind.GARBAGE, TOKENS, 1));
            var _ = person.comeBack(back);
            String used = new Browser().comeBack(back).asString();
            String forged = given().cookie("bhiv_connect", "fake-cookie")
                    .queryParam("state", "fake-state")
                    .queryParam("code", "fake-code")
                    .queryParam("error", "fake-error")
                    .get("/connect/oura/callback")
                    .asString();

            refreshMeets(Fault.Kind.FAILED, "person-18");
            refreshMeets(Fault.Kind.CUT, "person-19");
            String ended = connected("person-20", "learner-20");
            oura.oauth().grants().revoke("person-20");
            expire(ended);
            assertThat(access(tokens, ended)).isEqualTo(new Access.Ended(ConnectionState.DEGRADED));
            nothingSecretIsStored();
            given().delete("/api/v1/biometric/connections/" + ended).then().statusCode(200);
            await().atMost(PATIENCE).until(() -> {
                revokeNow(ended);
                return hasNoTokens(ended);
            });

            List.of(first, again, used, forged).forEach(Secrets::assertNoneIn);
            assertThat(log.text()).contains("its refresh token was refused");
        } finally {
            oura.faults().clear();
        }
    }

    private RecordedLog log;

    @BeforeEach
    void record() {
        log = new RecordedLog();
    }

    /** Whatever a test walks through: consent, refresh, end, and how each of them fails. */
    @AfterEach
    void nothingSecretIsLogged() {
        log.close();
        Secrets.assertNoneIn(log.text());
    }

    private void nothingSecretIsStored() {
        List<String> tables = texts("""
                SELECT format('biometric.%I', relname) FROM pg_class
                WHERE relnamespace = 'biometric'::regnamespace AND relkind = 'r'""", Tuple.tuple());
        assertThat(tables).contains("biometric.connection", "biometric.authorisation");
        assertThat(tables)
                .allSatisfy(table -> assertThat(texts(
                                "SELECT 'a row' FROM " + table + " t WHERE t::text LIKE ANY ($1)",
                                Tuple.of(Secrets.patterns())))
                        .isEmpty());
    }

    private List<String> texts(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).await().atMost(PATIENCE).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private void refreshMeets(Fault.Kind kind, String person) {
        String id = connected(person, "learner-of-" + person);
        expire(id);
        oura.faults().set(new Fault(kind, TOKENS, 1));
        assertThat(access(tokens, id)).isInstanceOf(Access.Later.class);
    }

    private static String acceptedNotice(String user) {
        byte[] body = """
                {"event_type":"update","data_type":"sleep","object_id":"c80d026a-66c0-4c1e-9d7e-1f0f6a1b2c3d",\
                "event_time":"2026-07-05T06:41:12.345000+00:00","user_id":"%s"}""".formatted(user).getBytes(StandardCharsets.UTF_8);
        return given().headers(new Oura()
                        .signed(body, new Seal(Instant.now(), FakeSecrets.OURA))
                        .headers())
                .contentType("application/json")
                .body(body)
                .post("/webhook/oura")
                .then()
                .statusCode(202)
                .extract()
                .path("event_id");
    }

    private String connected(String person, String reference) {
        oura.oauth().consent().allow(person);
        new Browser().connect(reference).then().statusCode(200);
        return connectionOf(reference).getString("connection_id");
    }

    private void expire(String id) {
        pool.preparedQuery("UPDATE biometric.connection SET access_until = now() WHERE connection_id = $1")
                .execute(Tuple.of(id))
                .await()
                .indefinitely();
    }

    /** What another process has: the same store and providers, nothing shared in memory. */
    private AccessTokens replica() {
        return replica(vault);
    }

    private AccessTokens replica(TokenVault with) {
        return new AccessTokens(store, applications, with, config, Clock.systemUTC());
    }

    private static Access access(AccessTokens of, String id) {
        return of.of(id).await().atMost(PATIENCE);
    }

    private static JsonPath connectionOf(String reference) {
        JsonPath page = given().queryParam("reference", reference)
                .get("/api/v1/biometric/connections")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return page.setRootPath("connections[0]");
    }

    private static List<String> list(String reference) {
        return given().queryParam("reference", reference)
                .get("/api/v1/biometric/connections")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("connections.connection_id");
    }

    private List<String> linkStates(String connectionId) {
        return pool
                .preparedQuery("SELECT state FROM biometric.link WHERE connection_id = $1")
                .execute(Tuple.of(connectionId))
                .await()
                .indefinitely()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
