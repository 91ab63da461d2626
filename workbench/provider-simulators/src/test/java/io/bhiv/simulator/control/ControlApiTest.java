package io.bhiv.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.testing.Client;
import io.bhiv.simulator.testing.Receiver;
import io.bhiv.simulator.whoop.WhoopSimulator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A running simulator is handled over HTTP alone, as {@code ./bridge simulate} does. */
class ControlApiTest {

    private final SettableClock clock = new SettableClock("2026-11-20T08:00:00Z");
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Setup setup = Setup.of(Client.ID, Client.SECRET, clock);
    private final WhoopSimulator whoop = WhoopSimulator.start(0, new Setup(setup.client(), clock, log::add, List.of()));
    private final Client client = new Client(whoop.address());
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
        client.close();
        whoop.close();
    }

    @Test
    void peopleGetAHistoryThatEndsYesterday() {
        Client.Got made = control("POST", "people", "{\"count\":3,\"days\":10,\"zone\":\"Asia/Kolkata\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().get("people")).hasSize(3);
        assertThat(whoop.wearers().days("person-3").lastKey()).hasToString("2026-11-19");
        assertThat(whoop.wearers().days("person-3")).hasSize(10);
        assertThat(control("POST", "people", "{\"count\":0}").status()).isEqualTo(400);
        assertThat(control("POST", "people", "{\"zone\":\"Nowhere/At all\"}").status())
                .isEqualTo(400);
    }

    @Test
    void aNightIsMadeCorrectedAndDeletedOnce() {
        control("POST", "people", "{\"count\":1,\"days\":2}");
        whoop.oauth().grants().grant("person-1", Set.of("offline"));
        control(
                "PUT",
                "webhooks",
                Json.object()
                        .set(
                                "urls",
                                Json.object().arrayNode().add(receiver.address().toString()))
                        .toString());

        JsonNode night = control("POST", "nights", "{\"person\":\"person-1\",\"rmssd\":21}")
                .json();
        assertThat(night.get("date").asText()).isEqualTo("2026-11-20");
        assertThat(control("POST", "nights", "{\"person\":\"person-1\"}").status())
                .isEqualTo(409);
        assertThat(control("PUT", "nights", "{\"person\":\"person-1\",\"earlier_minutes\":15}")
                        .json()
                        .get("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(control("DELETE", "nights", "{\"person\":\"person-1\"}").status())
                .isEqualTo(204);
        assertThat(control("DELETE", "nights", "{\"person\":\"person-1\"}").status())
                .isEqualTo(409);
        assertThat(control("POST", "nights", "{\"person\":\"person-1\"}").status())
                .isEqualTo(409);
        assertThat(control("POST", "nights", "{\"person\":\"nobody\"}").status())
                .isEqualTo(409);
        assertThat(control("POST", "nights", "{\"person\":\"person-1\",\"date\":\"soon\"}")
                        .status())
                .isEqualTo(400);

        await().untilAsserted(() -> assertThat(receiver.types())
                .contains("sleep.updated", "recovery.updated", "sleep.deleted", "recovery.deleted"));
        assertThat(log).contains("new night of person-1, 2026-11-20", "deleted night of person-1, 2026-11-20");
    }

    @Test
    void aWorkoutIsMadeAndDeletedOnce() {
        control("POST", "people", "{\"count\":1,\"days\":2}");

        assertThat(control("POST", "workouts", "{}").status()).isEqualTo(204);
        assertThat(control("POST", "workouts", "{}").status()).isEqualTo(409);
        assertThat(control("DELETE", "workouts", "{}").status()).isEqualTo(204);
        assertThat(control("DELETE", "workouts", "{}").status()).isEqualTo(409);
        assertThat(control("POST", "workouts", "{}").status()).isEqualTo(409);
    }

    @Test
    void faultsSwitchesAndGrantsAreSetAndSeen() {
        control("POST", "people", "{\"count\":2,\"days\":2}");
        whoop.oauth().grants().grant("person-1", Set.of("offline"));
        assertThat(control("PUT", "faults", "{\"kind\":\"down\",\"path\":\"/developer\"}")
                        .status())
                .isEqualTo(204);
        assertThat(control("PUT", "faults", "{\"kind\":\"earthquake\"}").status())
                .isEqualTo(400);
        assertThat(control("PUT", "switches", "{\"hidden_seconds\":30,\"pending_seconds\":60,\"silent\":true}")
                        .status())
                .isEqualTo(204);
        client.get("/developer/v2/cycle");

        JsonNode state = client.get("/control/state").json();

        assertThat(state.get("people").asInt()).isEqualTo(2);
        assertThat(state.get("connected").asInt()).isEqualTo(1);
        assertThat(state.get("days").asInt()).isEqualTo(4);
        assertThat(state.get("faults").get(0).asText()).isEqualTo("DOWN /developer");
        assertThat(state.get("requests").get("all").asInt()).isEqualTo(1);
        // A client may have read an answer a moment before the server has ended the exchange.
        await().untilAsserted(() -> assertThat(client.get("/control/state")
                        .json()
                        .get("requests")
                        .get("in_flight")
                        .asInt())
                .isZero());
        assertThat(whoop.switches().hidden()).hasSeconds(30);
        assertThat(whoop.switches().pending()).hasSeconds(60);
        assertThat(whoop.switches().isSilent()).isTrue();

        control("DELETE", "faults", "");
        control("DELETE", "grants", "{\"person\":\"person-1\"}");
        JsonNode after = client.get("/control/state").json();
        assertThat(after.has("faults")).isFalse();
        assertThat(after.get("connected").asInt()).isZero();
        assertThat(client.get("/control/unknown").status()).isEqualTo(404);
    }

    private Client.Got control(String method, String what, String body) {
        return client.send(method, "/control/" + what, body);
    }
}
