package io.bhiv.simulator.oura;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.play.person.Population;
import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Seal;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.testing.Client;
import io.bhiv.simulator.testing.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OuraNoticesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final String PATH = "/v2/webhook/subscription";

    private final SettableClock clock = new SettableClock("2026-11-20T08:00:00Z");
    private final OuraSimulator oura = OuraSimulator.start(0, Setup.of(Client.ID, Client.SECRET, clock));
    private final Client client = new Client(oura.address());
    private final Receiver receiver = new Receiver();

    @BeforeEach
    void aConnectedPersonAndAnother() {
        oura.people().prepare(new Population(1, 2, ZoneId.of("Europe/Berlin")), TODAY.minusDays(1), 5);
        oura.oauth().grants().grant("person-1", Set.of("daily"));
    }

    @AfterEach
    void close() {
        receiver.close();
        client.close();
        oura.close();
    }

    @Test
    void aSubscriptionIsMadeOnceTheCallbackReturnedTheChallenge() {
        AtomicInteger subscribedMeanwhile = new AtomicInteger(-1);
        receiver.challenge(sent -> {
            subscribedMeanwhile.set(oura.subscribed().size());
            return sent;
        });

        Client.Got made = subscribe("sleep", "update");

        assertThat(made.status()).isEqualTo(201);
        assertThat(subscribedMeanwhile).hasValue(0);
        Request handshake = receiver.handshakes().getFirst();
        assertThat(handshake.query().first("verification_token")).contains("token of us");
        assertThat(handshake.query().first("app")).contains("1");
        assertThat(made.json().get("data_type").asText()).isEqualTo("sleep");
        assertThat(LocalDateTime.parse(made.json().get("expiration_time").asText())
                        .toInstant(ZoneOffset.UTC))
                .isEqualTo(clock.instant().plus(Duration.ofDays(90)));
        assertThat(client.send("GET", PATH, "", credentials()).json()).hasSize(1);
    }

    @Test
    void aWrongChallengeAnUnknownTypeASecondOneAndAStrangerAreRefused() {
        receiver.challenge(sent -> "something else");
        assertThat(subscribe("sleep", "update").status()).isEqualTo(422);
        receiver.challenge(sent -> sent);
        assertThat(subscribe("dreams", "update").status()).isEqualTo(422);
        assertThat(subscribe("sleep", "update").status()).isEqualTo(201);
        assertThat(subscribe("sleep", "update").status()).isEqualTo(409);
        assertThat(client.send("GET", PATH, "").status()).isEqualTo(401);
        assertThat(client.send("GET", PATH + "/none", "", credentials()).status())
                .isEqualTo(403);
        assertThat(client.send("DELETE", PATH + "/none", "", credentials()).status())
                .isEqualTo(403);
    }

    @Test
    void aRenewedSubscriptionOutlivesOneThatIsNot() {
        String id = subscribe("sleep", "update").json().get("id").asText();
        subscribe("sleep", "create");
        clock.pass(Duration.ofDays(80));

        JsonNode renewed =
                client.send("PUT", PATH + "/renew/" + id, "", credentials()).json();

        assertThat(renewed.get("expiration_time").asText()).startsWith("2027-05-09T08:00:00");
        clock.pass(Duration.ofDays(10));
        assertThat(oura.subscribed()).containsExactly("sleep.update");
        assertThat(client.send("PUT", PATH + "/" + id, "{\"data_type\":\"session\"}", credentials())
                        .status())
                .isEqualTo(422);
        assertThat(client.send(
                                "PUT",
                                PATH + "/" + id,
                                "{\"data_type\":\"session\",\"verification_token\":\"t\"}",
                                credentials())
                        .json()
                        .get("data_type")
                        .asText())
                .isEqualTo("session");
        assertThat(client.send("DELETE", PATH + "/" + id, "", credentials()).status())
                .isEqualTo(204);
        assertThat(oura.subscribed()).isEmpty();
    }

    @Test
    void aNightBringsSignedNoticesOfWhatWasSubscribedForConnectedPeopleAlone() {
        subscribe("sleep", "create");
        subscribe("daily_readiness", "create");
        subscribe("sleep", "update");
        subscribe("sleep", "delete");

        oura.people().newNight("person-2", TODAY, Change.none());
        oura.people().newNight("person-1", TODAY, Change.rmssd(25));
        await().untilAsserted(() ->
                assertThat(receiver.types()).containsExactlyInAnyOrder("sleep.create", "daily_readiness.create"));
        oura.people().correctNight("person-1", TODAY, Change.rmssd(26));
        await().untilAsserted(() -> assertThat(receiver.types()).contains("sleep.update"));
        oura.people().deleteNight("person-1", TODAY);
        await().untilAsserted(() ->
                assertThat(receiver.types()).contains("sleep.delete").hasSize(4));

        for (Request notice : receiver.notices()) {
            JsonNode body = Json.read(notice.body()).orElseThrow();
            assertThat(body.get("user_id").asText())
                    .isEqualTo(oura.wearers()
                            .find("person-1")
                            .orElseThrow()
                            .person()
                            .ouraId()
                            .toString());
            assertThat(notice.header("x-oura-signature")).contains(signature(notice));
        }
    }

    @Test
    void aCorrectionOfNothingBringsNoNotice() {
        subscribe("sleep", "create");
        subscribe("sleep", "update");
        oura.people().newNight("person-1", TODAY, Change.rmssd(25));
        await().untilAsserted(() -> assertThat(receiver.types()).contains("sleep.create"));

        oura.people().correctNight("person-1", TODAY, Change.rmssd(25));

        assertThat(oura.notices().figures().waiting()).isZero();
        assertThat(receiver.types()).doesNotContain("sleep.update");
    }

    @Test
    void whatIsNotTakenIsSentAgainTenTimesWithNewSignatures() {
        subscribe("sleep", "create");
        receiver.answer(503);
        oura.people().newNight("person-1", TODAY, Change.none());
        Instant began = clock.instant();

        for (int attempts = 1; attempts <= 11; attempts++) {
            int expected = attempts;
            await().untilAsserted(() -> {
                assertThat(receiver.notices()).hasSize(expected);
                assertThat(oura.notices().figures().underWay()).isZero();
            });
            clock.pass(Duration.ofMinutes(20));
        }

        await().untilAsserted(
                        () -> assertThat(oura.notices().figures().givenUp()).isEqualTo(1));
        assertThat(Duration.between(began, clock.instant())).isGreaterThan(Duration.ofHours(1));
        assertThat(receiver.notices().stream()
                        .map(one -> one.header("x-oura-timestamp"))
                        .distinct())
                .hasSize(11);
        assertThat(receiver.notices())
                .allSatisfy(one -> assertThat(one.header("x-oura-signature")).contains(signature(one)));
    }

    @Test
    void aRetryMayCarryTheFirstSignature() {
        subscribe("sleep", "create");
        oura.switches().signOnce(true);
        receiver.answer(500);
        oura.people().newNight("person-1", TODAY, Change.none());
        await().untilAsserted(
                        () -> assertThat(oura.notices().figures().waiting()).isEqualTo(1));
        await().untilAsserted(() -> assertThat(receiver.notices()).hasSize(1));
        receiver.answer(200);
        clock.pass(Duration.ofMinutes(1));

        await().untilAsserted(
                        () -> assertThat(oura.notices().figures().delivered()).isEqualTo(1));
        assertThat(receiver.notices().stream()
                        .map(one -> one.header("x-oura-timestamp"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aGoneEndsTheSubscriptionAndSilenceSendsNothing() {
        subscribe("sleep", "create");
        receiver.answer(410);
        oura.people().newNight("person-1", TODAY, Change.none());
        await().untilAsserted(() -> assertThat(oura.subscribed()).isEmpty());
        assertThat(oura.notices().figures().waiting()).isZero();

        receiver.answer(200);
        subscribe("sleep", "create");
        oura.switches().silence(true);
        oura.people().newNight("person-1", TODAY.plusDays(1), Change.none());
        assertThat(oura.notices().figures().waiting()).isZero();
        oura.switches().silence(false);
        oura.switches().repeat(true);
        oura.people().newNight("person-1", TODAY.plusDays(2), Change.none());
        await().untilAsserted(() -> assertThat(receiver.notices()).hasSize(3));
    }

    private static String signature(Request notice) {
        long seconds = Long.parseLong(notice.header("x-oura-timestamp").orElseThrow());
        return String.valueOf(new Oura()
                .signed(notice.body(), new Seal(Instant.ofEpochSecond(seconds), Client.SECRET))
                .headers()
                .get("x-oura-signature"));
    }

    private Client.Got subscribe(String dataType, String eventType) {
        String body = Json.object()
                .put("callback_url", receiver.address().toString())
                .put("verification_token", "token of us")
                .put("event_type", eventType)
                .put("data_type", dataType)
                .toString();
        return client.send("POST", PATH, body, credentials());
    }

    private static String[] credentials() {
        return new String[] {"x-client-id", Client.ID, "x-client-secret", Client.SECRET};
    }
}
