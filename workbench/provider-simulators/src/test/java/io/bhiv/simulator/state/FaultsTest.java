package io.bhiv.simulator.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bhiv.play.person.Population;
import io.bhiv.simulator.control.SettableClock;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.testing.Client;
import io.bhiv.simulator.whoop.WhoopSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final String PROFILE = "/developer/v2/user/profile/basic";

    private final SettableClock clock = new SettableClock("2026-11-20T08:00:00Z");
    private final WhoopSimulator whoop = WhoopSimulator.start(0, Setup.of(Client.ID, Client.SECRET, clock));
    private final Client client = new Client(whoop.address());
    private String token = "";

    @BeforeEach
    void aPerson() {
        whoop.people().prepare(new Population(1, 1, ZoneId.of("UTC")), LocalDate.of(2026, 11, 19), 1);
        token = whoop.oauth()
                .grants()
                .grant("person-1", Set.of("offline", "read:profile"))
                .access();
    }

    @AfterEach
    void close() {
        client.close();
        whoop.close();
    }

    @Test
    void aFaultConcernsItsPathAndLastsForItsTimes() {
        whoop.faults().set(new Fault(Fault.Kind.DOWN, "/developer", 2));

        assertThat(status()).isEqualTo(503);
        assertThat(client.form("/oauth/oauth2/token", Map.of()).status()).isEqualTo(401);
        assertThat(status()).isEqualTo(503);
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void statusesAreWhatTheirNamesSay() {
        Map<Fault.Kind, Integer> statuses = Map.of(
                Fault.Kind.UNAUTHORIZED, 401,
                Fault.Kind.FORBIDDEN, 403,
                Fault.Kind.MISSING, 404,
                Fault.Kind.THROTTLED, 429,
                Fault.Kind.FAILED, 500,
                Fault.Kind.DOWN, 503);
        statuses.forEach((kind, status) -> {
            whoop.faults().clear();
            whoop.faults().set(Fault.always(kind, "/"));
            assertThat(status()).as(kind.name()).isEqualTo(status);
        });
    }

    @Test
    void aFollowedRedirectIsSeen() {
        whoop.faults().set(Fault.always(Fault.Kind.REDIRECT, PROFILE));
        assertThat(client.get(PROFILE, token).header("location")).contains(Faults.ELSEWHERE);
        assertThat(whoop.requests().count(Faults.ELSEWHERE)).isZero();

        client.get(Faults.ELSEWHERE, token);

        assertThat(whoop.requests().entries().getLast())
                .isEqualTo(new RequestLog.Entry(clock.instant(), "GET", Faults.ELSEWHERE, "person-1", 200));
    }

    @Test
    void halfAnObjectIsNoJsonAndACutConnectionNoAnswer() {
        whoop.faults().set(new Fault(Fault.Kind.GARBAGE, "/", 1));
        assertThatThrownBy(() -> client.get(PROFILE, token).json()).hasMessageStartingWith("No JSON");

        // The JDK's client tries a GET once more by itself.
        whoop.faults().set(new Fault(Fault.Kind.CUT, "/", 10));
        assertThatThrownBy(() -> client.get(PROFILE, token)).hasMessageStartingWith("No answer");
    }

    @Test
    void aFloodIsAsLongAsItSays() throws Exception {
        whoop.faults().set(Fault.always(Fault.Kind.FLOOD, PROFILE));

        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(request(), BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(100L << 20);
                assertThat(body.readNBytes(1 << 20)).hasSize(1 << 20).containsOnly(' ');
            }
        }
    }

    @Test
    void aClientThatGoesAwayEndsWhatItWaitedFor() {
        whoop.faults().set(Fault.always(Fault.Kind.DRIP, PROFILE));
        HttpClient http = HttpClient.newHttpClient();
        CompletableFuture<?> call = http.sendAsync(request(), BodyHandlers.ofString());
        await().until(() -> whoop.inFlight() == 1);

        call.cancel(true);
        http.shutdownNow();

        await().atMost(Duration.ofSeconds(20)).until(() -> whoop.inFlight() == 0 && whoop.abandoned() == 1);
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create(whoop.address() + PROFILE)).build();
    }

    private int status() {
        return client.get(PROFILE, token).status();
    }
}
