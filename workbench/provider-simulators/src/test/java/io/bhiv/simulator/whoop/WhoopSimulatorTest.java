package io.bhiv.simulator.whoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.play.person.Population;
import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Whoop;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.quota.Window;
import io.bhiv.simulator.testing.Client;
import io.bhiv.simulator.testing.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WhoopSimulatorTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final String BASE = "/developer/v2/";
    private static final Set<String> ALL = Set.of(
            "offline",
            "read:recovery",
            "read:cycles",
            "read:sleep",
            "read:workout",
            "read:profile",
            "read:body_measurement");

    private final SettableClock clock = new SettableClock("2026-11-20T08:00:00Z");
    private final Receiver receiver = new Receiver();
    private WhoopSimulator whoop = WhoopSimulator.start(0, Setup.of(Client.ID, Client.SECRET, clock));
    private Client client = new Client(whoop.address());
    private String token = "";

    @BeforeEach
    void aPersonWithHistory() {
        prepare();
    }

    private void prepare() {
        whoop.people().prepare(new Population(1, 2, ZoneId.of("Europe/Berlin")), TODAY.minusDays(1), 40);
        whoop.notify(List.of(receiver.address()));
        token = whoop.oauth().grants().grant("person-1", ALL).access();
    }

    @AfterEach
    void close() {
        receiver.close();
        client.close();
        whoop.close();
    }

    @Test
    void aListIsReadNewestFirstUntilTheTokenIsNull() {
        List<String> starts = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = get("activity/sleep?limit=25" + next).json();
            page.get("records").forEach(one -> starts.add(one.get("start").asText()));
            next = "&nextToken=" + page.get("next_token").asText();
            pages++;
        } while (!next.endsWith("=null"));

        assertThat(pages).isEqualTo(2);
        assertThat(starts).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(starts.size()).isBetween(34, 49);
        assertThat(get("activity/sleep").json().get("records")).hasSize(10);
        assertThat(get("activity/sleep?limit=26").status()).isEqualTo(400);
        assertThat(get("activity/sleep?nextToken=!").status()).isEqualTo(400);
    }

    @Test
    void theStartBelongsToTheRangeAndTheEndDoesNot() {
        JsonNode newest = get("activity/sleep?limit=2").json().get("records");
        String later = newest.get(0).get("start").asText();
        String earlier = newest.get(1).get("start").asText();

        JsonNode found =
                get("activity/sleep?start=" + earlier + "&end=" + later).json().get("records");

        assertThat(found).hasSize(1);
        assertThat(found.get(0).get("start").asText()).isEqualTo(earlier);
        assertThat(get("cycle?start=yesterday").status()).isEqualTo(400);
    }

    @Test
    void aRecoveryIsFoundThroughItsCycleAndNotByAnId() {
        JsonNode sleep = sleeps(false).getFirst();
        String id = sleep.get("id").asText();
        String cycle = sleep.get("cycle_id").asText();

        assertThat(get("activity/sleep/" + id).json()).isEqualTo(sleep);
        JsonNode recovery = get("cycle/" + cycle + "/recovery").json();
        assertThat(recovery.get("sleep_id").asText()).isEqualTo(id);
        assertThat(get("cycle/" + cycle + "/sleep").json()).isEqualTo(sleep);
        assertThat(get("cycle/" + cycle).json().get("id").asText()).isEqualTo(cycle);
        assertThat(get("recovery?limit=1").json().get("records").get(0)).isEqualTo(recovery);
        assertThat(get("recovery/" + id).status()).isEqualTo(404);
        assertThat(get("cycle/" + id + "/recovery").status()).isEqualTo(400);
        assertThat(get("cycle/1/recovery").status()).isEqualTo(404);
    }

    @Test
    void aNapIsASleepWithoutRecovery() {
        JsonNode nap = sleeps(true).getFirst();
        String cycle = "cycle/" + nap.get("cycle_id").asText();

        assertThat(get("activity/sleep/" + nap.get("id").asText()).json()).isEqualTo(nap);
        assertThat(get(cycle + "/sleep").json().get("id")).isNotEqualTo(nap.get("id"));
        assertThat(sleeps(false))
                .extracting(one -> one.get("cycle_id").asLong())
                .doesNotHaveDuplicates();
    }

    @Test
    void profileBodyAndWorkoutsAreThere() {
        long id = whoop.wearers().find("person-1").orElseThrow().person().whoopId();
        assertThat(get("user/profile/basic").json().get("user_id").asLong()).isEqualTo(id);
        assertThat(get("user/measurement/body").json().get("height_meter").asDouble())
                .isBetween(1.3, 2.2);
        JsonNode workout = get("activity/workout?limit=1").json().get("records").get(0);
        assertThat(get("activity/workout/" + workout.get("id").asText()).json()).isEqualTo(workout);
    }

    @Test
    void refusalsAreTheDocumentedOnes() {
        assertThat(client.get(BASE + "cycle").status()).isEqualTo(401);
        String sleepOnly =
                whoop.oauth().grants().grant("person-1", Set.of("read:sleep")).access();
        assertThat(client.get(BASE + "recovery", sleepOnly).status()).isEqualTo(403);
        assertThat(get("activity/sleep/none").status()).isEqualTo(404);
        assertThat(get("activity/dreams").status()).isEqualTo(404);
    }

    @Test
    void theHundredAndFirstRequestOfAMinuteIsRefused() {
        for (int i = 1; i <= 100; i++) {
            Client.Got answer = get("user/profile/basic");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-ratelimit-remaining")).contains(Integer.toString(100 - i));
        }
        clock.pass(Duration.ofSeconds(28));

        Client.Got refused = get("user/profile/basic");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("x-ratelimit-limit")).contains("100;window=60, 10000;window=86400");
        assertThat(refused.header("x-ratelimit-remaining")).contains("0");
        assertThat(refused.header("x-ratelimit-reset")).contains("32");
        assertThat(refused.header("retry-after")).isEmpty();
        clock.pass(Duration.ofSeconds(32));
        assertThat(get("user/profile/basic").status()).isEqualTo(200);
    }

    @Test
    void theDayHasALimitOfItsOwn() {
        client.close();
        whoop.close();
        whoop = WhoopSimulator.start(
                0,
                Setup.of(Client.ID, Client.SECRET, clock)
                        .withQuota(new Window(3, Duration.ofMinutes(1)), new Window(5, Duration.ofDays(1))));
        client = new Client(whoop.address());
        prepare();

        for (int i = 0; i < 5; i++) {
            assertThat(get("user/profile/basic").status()).isEqualTo(200);
            clock.pass(Duration.ofMinutes(1));
        }
        Client.Got refused = get("user/profile/basic");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("x-ratelimit-reset"))
                .contains(Long.toString(Duration.ofHours(16).minusMinutes(5).toSeconds()));
    }

    @Test
    void aNightIsPendingAtFirstAndAnotherNoticeComesWithItsScore() {
        whoop.switches().scoreAfter(Duration.ofMinutes(5));
        whoop.people().newNight("person-1", TODAY, Change.rmssd(22));
        await().untilAsserted(() ->
                assertThat(receiver.types()).containsExactlyInAnyOrder("sleep.updated", "recovery.updated"));
        String id = sleepId();

        JsonNode pending = get("activity/sleep/" + id).json();
        assertThat(pending.get("score_state").asText()).isEqualTo("PENDING_SCORE");
        assertThat(pending.has("score")).isFalse();
        String recovery = "cycle/" + pending.get("cycle_id").asText() + "/recovery";
        assertThat(get(recovery).json().has("score")).isFalse();

        clock.pass(Duration.ofMinutes(5));

        await().untilAsserted(() -> assertThat(receiver.types()).hasSize(4));
        JsonNode scored = get(recovery).json();
        assertThat(scored.path("score").path("hrv_rmssd_milli").asDouble()).isEqualTo(22);
        assertThat(scored.get("updated_at").asText()).isEqualTo("2026-11-20T08:05:00.000Z");
        assertThat(scored.get("created_at").asText()).isEqualTo("2026-11-20T08:00:00.000Z");
    }

    @Test
    void aNewNightEndsTheCycleOfTheNightBefore() {
        JsonNode running = get("cycle?limit=1").json().get("records").get(0);
        assertThat(running.has("end")).isFalse();

        whoop.people().newNight("person-1", TODAY, Change.none());

        JsonNode ended = get("cycle/" + running.get("id").asText()).json();
        JsonNode current = get("cycle?limit=1").json().get("records").get(0);
        assertThat(ended.get("end").asText()).isEqualTo(current.get("start").asText());
        assertThat(current.has("end")).isFalse();
    }

    @Test
    void aNewNightIsMissingForAWhileAndADeletedOneTakesItsRecoveryWithIt() {
        whoop.switches().hide(Duration.ofSeconds(45));
        whoop.people().newNight("person-1", TODAY, Change.none());
        String id = sleepId();
        assertThat(get("activity/sleep/" + id).status()).isEqualTo(404);
        clock.pass(Duration.ofSeconds(45));
        String cycle = get("activity/sleep/" + id).json().get("cycle_id").asText();

        whoop.people().deleteNight("person-1", TODAY);

        assertThat(get("activity/sleep/" + id).status()).isEqualTo(404);
        assertThat(get("cycle/" + cycle + "/recovery").status()).isEqualTo(404);
        await().untilAsserted(() -> assertThat(receiver.types()).contains("sleep.deleted", "recovery.deleted"));
    }

    @Test
    void noticesAreSignedCarryTheSleepsIdAndAreTriedSixTimes() {
        receiver.answer(404);
        whoop.people().newNight("person-1", TODAY, Change.none());

        for (int attempts = 1; attempts <= 6; attempts++) {
            int expected = 2 * attempts;
            await().untilAsserted(() -> {
                assertThat(receiver.notices()).hasSize(expected);
                assertThat(whoop.notices().figures().underWay()).isZero();
            });
            clock.pass(Duration.ofMinutes(32));
        }

        await().untilAsserted(
                        () -> assertThat(whoop.notices().figures().givenUp()).isEqualTo(2));
        for (Request notice : receiver.notices()) {
            JsonNode body = Json.read(notice.body()).orElseThrow();
            assertThat(body.get("id").asText()).isEqualTo(sleepId());
            assertThat(notice.header("x-whoop-signature")).contains(signature(notice));
        }
        assertThat(receiver.notices().stream()
                        .map(one -> Json.read(one.body())
                                .orElseThrow()
                                .get("trace_id")
                                .asText())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aWorkoutComesAndGoesWithItsNotices() {
        whoop.people().newWorkout("person-1", TODAY);
        JsonNode workout = get("activity/workout?limit=1").json().get("records").get(0);
        await().untilAsserted(() -> assertThat(receiver.types()).containsExactly("workout.updated"));
        JsonNode notice = Json.read(receiver.notices().getFirst().body()).orElseThrow();
        assertThat(notice.get("id")).isEqualTo(workout.get("id"));

        whoop.people().deleteWorkout("person-1", TODAY);

        await().untilAsserted(() -> assertThat(receiver.types()).containsExactly("workout.updated", "workout.deleted"));
        assertThat(get("activity/workout/" + workout.get("id").asText()).status())
                .isEqualTo(404);
    }

    @Test
    void nothingIsSentForPeopleWhoAreNotConnected() {
        whoop.people().newNight("person-2", TODAY, Change.none());
        whoop.oauth().grants().revoke("person-1");
        whoop.people().newNight("person-1", TODAY, Change.none());

        assertThat(whoop.notices().figures().waiting()).isZero();
    }

    /** Newest first. */
    private List<JsonNode> sleeps(boolean naps) {
        List<JsonNode> found = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = get("activity/sleep?limit=25" + next).json();
            page.get("records").forEach(one -> {
                if (one.get("nap").asBoolean() == naps) {
                    found.add(one);
                }
            });
            next = "&nextToken=" + page.get("next_token").asText();
        } while (!next.endsWith("=null"));
        return found;
    }

    private static String signature(Request notice) {
        long millis =
                Long.parseLong(notice.header("x-whoop-signature-timestamp").orElseThrow());
        return String.valueOf(new Whoop()
                .signed(notice.body(), new Seal(Instant.ofEpochMilli(millis), Client.SECRET))
                .headers()
                .get("X-WHOOP-Signature"));
    }

    private String sleepId() {
        return whoop.wearers()
                .find("person-1")
                .orElseThrow()
                .person()
                .recordId("whoop-sleep", TODAY)
                .toString();
    }

    private Client.Got get(String path) {
        return client.get(BASE + path, token);
    }
}
