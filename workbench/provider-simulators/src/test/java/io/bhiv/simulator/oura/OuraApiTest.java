package io.bhiv.simulator.oura;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.play.person.Population;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.quota.Window;
import io.bhiv.simulator.state.Fault;
import io.bhiv.simulator.testing.Client;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OuraApiTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final String BASE = "/v2/usercollection/";
    private static final Set<String> ALL = Set.of(
            "personal",
            "email",
            "daily",
            "heartrate",
            "workout",
            "session",
            "spo2",
            "heart_health",
            "stress",
            "ring_configuration");

    private final SettableClock clock = new SettableClock("2026-11-20T08:00:00Z");
    private OuraSimulator oura = OuraSimulator.start(0, Setup.of(Client.ID, Client.SECRET, clock));
    private Client client = new Client(oura.address());
    private String token = "";

    @BeforeEach
    void aPersonWithHistory() {
        prepare();
    }

    private void prepare() {
        oura.people().prepare(new Population(1, 2, ZoneId.of("Europe/Berlin")), TODAY.minusDays(1), 90);
        token = oura.oauth().grants().grant("person-1", ALL).access();
    }

    @AfterEach
    void close() {
        client.close();
        oura.close();
    }

    @Test
    void aListIsReadPageByPageUntilTheTokenIsNull() {
        List<String> days = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = client.get(BASE + "daily_activity?start_date=2026-08-01&end_date=2026-11-20" + next, token)
                    .json();
            page.get("data").forEach(one -> days.add(one.get("day").asText()));
            next = "&next_token=" + page.get("next_token").asText();
            pages++;
        } while (!next.endsWith("=null"));

        assertThat(pages).isEqualTo(2);
        assertThat(days).hasSize(90).doesNotHaveDuplicates().isSorted();
        assertThat(days.getLast()).isEqualTo("2026-11-19");
    }

    @Test
    void bothDatesBelongToTheRangeAndWithoutDatesItIsYesterdayAndToday() {
        assertThat(days("daily_activity?start_date=2026-11-10&end_date=2026-11-12"))
                .containsExactly("2026-11-10", "2026-11-11", "2026-11-12");
        assertThat(days("daily_activity")).containsExactly("2026-11-19");
    }

    @Test
    void everyCollectionAnswersAndASingleDocumentIsTheOneOfTheList() {
        for (String collection : List.of(
                "sleep",
                "daily_sleep",
                "daily_readiness",
                "daily_activity",
                "daily_spo2",
                "daily_stress",
                "daily_resilience",
                "daily_cardiovascular_age",
                "vO2_max",
                "workout",
                "session",
                "sleep_time",
                "ring_configuration")) {
            JsonNode list = client.get(BASE + collection + "?start_date=2026-09-01&end_date=2026-11-20", token)
                    .json()
                    .get("data");
            assertThat(list).as(collection).isNotEmpty();
            JsonNode one = list.get(0);
            assertThat(client.get(BASE + collection + "/" + one.get("id").asText(), token)
                            .json())
                    .isEqualTo(one);
        }
        assertThat(client.get(BASE + "vo2_max", token).status()).isEqualTo(404);
    }

    @Test
    void samplesHaveTimesInsteadOfDays() {
        String night = "?start_datetime=2026-11-18T18:00:00%2B01:00&end_datetime=2026-11-19T12:00:00%2B01:00";
        String hours = "?start_datetime=2026-11-01T00:00:00Z&end_datetime=2026-11-20T00:00:00Z";

        assertThat(client.get(BASE + "heartrate" + hours, token)
                        .json()
                        .get("data")
                        .get(0)
                        .get("bpm")
                        .asInt())
                .isBetween(35, 120);
        assertThat(client.get(BASE + "interbeat_interval" + hours, token)
                        .json()
                        .get("next_token")
                        .isNull())
                .isFalse();
        assertThat(client.get(BASE + "heartrate" + night + "&latest=true", token)
                        .json()
                        .get("data"))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(client.get(BASE + "heartrate?start_datetime=yesterday", token)
                        .status())
                .isEqualTo(400);
        assertThat(client.get(BASE + "ring_battery_level", token).json().get("data"))
                .isEmpty();
    }

    @Test
    void aPersonSeesTheirOwnDocumentsAlone() {
        String other = oura.oauth().grants().grant("person-2", ALL).access();
        String id = client.get(BASE + "daily_activity", token)
                .json()
                .get("data")
                .get(0)
                .get("id")
                .asText();

        assertThat(client.get(BASE + "daily_activity/" + id, token).status()).isEqualTo(200);
        assertThat(client.get(BASE + "daily_activity/" + id, other).status()).isEqualTo(404);
        assertThat(client.get(BASE + "personal_info", other).json().get("email").asText())
                .isEqualTo("person-2@example.com");
    }

    @Test
    void refusalsAreTheDocumentedOnes() {
        assertThat(client.get(BASE + "sleep").status()).isEqualTo(401);
        assertThat(client.get(BASE + "sleep", "unknown").status()).isEqualTo(401);
        String daily = oura.oauth().grants().grant("person-1", Set.of("daily")).access();
        assertThat(client.get(BASE + "daily_spo2", daily).status()).isEqualTo(403);
        assertThat(client.get(BASE + "vO2_max", daily).status()).isEqualTo(403);
        assertThat(client.get(BASE + "sleep/no-such-document", token).status()).isEqualTo(404);
        assertThat(client.get(BASE + "sleep?start_date=tomorrow", token).status())
                .isEqualTo(422);
        assertThat(client.get(BASE + "sleep?start_date=2026-11-20&end_date=2026-11-01", token)
                        .status())
                .isEqualTo(400);
        assertThat(client.get(BASE + "sleep?next_token=%21", token).status()).isEqualTo(400);
        oura.lapse("person-1", true);
        assertThat(client.get(BASE + "sleep", token).status()).isEqualTo(403);
    }

    @Test
    void onlyTheFieldsAskedForCome() {
        JsonNode one = client.get(BASE + "daily_activity?fields=day,steps", token)
                .json()
                .get("data")
                .get(0);

        assertThat(one.properties()).hasSize(2);
        assertThat(one.has("steps")).isTrue();
    }

    @Test
    void aNewNightIsMissingForAWhileACorrectionIsThereAtOnceAndADeletedOneIsGone() {
        oura.switches().hide(Duration.ofMinutes(2));
        oura.people().newNight("person-1", TODAY, Change.rmssd(20));
        String id = sleepId(TODAY);
        assertThat(client.get(BASE + "sleep/" + id, token).status()).isEqualTo(404);

        clock.pass(Duration.ofMinutes(2));
        assertThat(client.get(BASE + "sleep/" + id, token)
                        .json()
                        .get("average_hrv")
                        .asInt())
                .isEqualTo(20);

        oura.people().correctNight("person-1", TODAY, Change.rmssd(31));
        JsonNode corrected = client.get(BASE + "sleep/" + id, token).json();
        assertThat(corrected.get("average_hrv").asInt()).isEqualTo(31);
        assertThat(corrected.path("meta").path("version").asInt()).isEqualTo(2);

        oura.people().deleteNight("person-1", TODAY);
        assertThat(client.get(BASE + "sleep/" + id, token).status()).isEqualTo(404);
        assertThat(days("sleep")).doesNotContain(TODAY.toString());
        assertThat(days("daily_activity")).contains(TODAY.toString());
    }

    @Test
    void aWorkoutComesAndGoesWithoutTheNight() {
        oura.people().newWorkout("person-1", TODAY);
        JsonNode workout = client.get(BASE + "workout?start_date=" + TODAY, token)
                .json()
                .get("data")
                .get(0);
        String path = BASE + "workout/" + workout.get("id").asText();
        assertThat(workout.get("day").asText()).isEqualTo(TODAY.toString());
        assertThat(client.get(path, token).json()).isEqualTo(workout);

        oura.people().newNight("person-1", TODAY, Change.none());
        oura.people().deleteNight("person-1", TODAY);
        oura.people().deleteWorkout("person-1", TODAY);

        assertThat(client.get(path, token).status()).isEqualTo(404);
    }

    @Test
    void aPageThatMovedMeanwhileRepeatsARecord() {
        oura.faults().set(Fault.always(Fault.Kind.SHIFTED_PAGES, BASE));
        String query = BASE + "daily_activity?start_date=2026-08-01&end_date=2026-11-20";
        JsonNode first = client.get(query, token).json();
        JsonNode second = client.get(
                        query + "&next_token=" + first.get("next_token").asText(), token)
                .json();

        assertThat(second.get("data").get(0)).isEqualTo(first.get("data").get(49));
        Set<String> ids = new HashSet<>();
        first.get("data").forEach(one -> ids.add(one.get("id").asText()));
        second.get("data").forEach(one -> ids.add(one.get("id").asText()));
        assertThat(ids).hasSize(90);
    }

    @Test
    void theQuotaRefusesWithItsHeadersUntilItsWindowEnds() {
        client.close();
        oura.close();
        Setup small = Setup.of(Client.ID, Client.SECRET, clock).withQuota(new Window(3, Duration.ofMinutes(5)));
        oura = OuraSimulator.start(0, small);
        client = new Client(oura.address());
        prepare();

        for (int i = 0; i < 3; i++) {
            assertThat(client.get(BASE + "sleep", token).header("x-ratelimit-limit"))
                    .isEmpty();
        }
        Client.Got refused = client.get(BASE + "sleep", token);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).contains("300");
        assertThat(refused.header("x-ratelimit-limit")).contains("3");
        assertThat(refused.header("x-ratelimit-window")).contains("300");
        assertThat(refused.header("x-ratelimit-reset"))
                .contains(Long.toString(clock.instant().getEpochSecond() + 300));
        assertThat(refused.header("x-ratelimit-tier")).contains("application");
        clock.pass(Duration.ofMinutes(5));
        assertThat(client.get(BASE + "sleep", token).status()).isEqualTo(200);
    }

    private String sleepId(LocalDate date) {
        return oura.wearers()
                .find("person-1")
                .orElseThrow()
                .person()
                .recordId("sleep", date)
                .toString();
    }

    private List<String> days(String query) {
        List<String> days = new ArrayList<>();
        client.get(BASE + query, token)
                .json()
                .get("data")
                .forEach(one -> days.add(one.get("day").asText()));
        return days;
    }
}
