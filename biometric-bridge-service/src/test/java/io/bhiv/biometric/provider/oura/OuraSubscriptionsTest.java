package io.bhiv.biometric.provider.oura;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.oura.OuraSubscriptions.Change;
import io.bhiv.biometric.provider.oura.OuraSubscriptions.Subject;
import io.bhiv.biometric.provider.oura.OuraSubscriptions.Subscription;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import io.bhiv.model.biometric.Provider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OuraSubscriptionsTest {

    private static final Instant NOW = Instant.parse("2026-07-05T10:00:00Z");
    private static final Duration MARGIN = Duration.ofDays(14);
    private static final Subject SLEEP = new Subject("sleep", "update");
    private static final URI CALLBACK = URI.create("https://bridge.example.org/webhook/oura");

    private final OuraSubscriptions ours = new OuraSubscriptions(
            new OAuthApplication(
                    Provider.OURA,
                    "fake-client",
                    "fake-secret",
                    URI.create("https://cloud.example.org/oauth/authorize"),
                    URI.create("https://api.example.org/oauth/token"),
                    URI.create("https://api.example.org"),
                    List.of("daily"),
                    false,
                    URI.create("https://bridge.example.org/connect/oura/callback")),
            CALLBACK,
            "fake-verify-token");

    @Test
    void everyEventOfEachTypeIsWanted() {
        assertThat(OuraSubscriptions.wanted(List.of("sleep", "workout")))
                .hasSize(6)
                .contains(SLEEP, new Subject("workout", "delete"));
    }

    @Test
    void whatIsMissingIsMade() {
        assertThat(changes()).containsExactly(new Change.Create(SLEEP));

        Call call = ours.call(new Change.Create(SLEEP));
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.address()).hasToString("https://api.example.org/v2/webhook/subscription");
        assertThat(call.headers())
                .containsEntry("x-client-id", "fake-client")
                .containsEntry("x-client-secret", "fake-secret");
        assertThat(new String(call.body(), StandardCharsets.UTF_8))
                .contains("\"callback_url\":\"https://bridge.example.org/webhook/oura\"", "\"event_type\":\"update\"");
    }

    @Test
    void whatIsThereIsLeftAlone() {
        assertThat(changes(subscription(CALLBACK.toString(), NOW.plus(Duration.ofDays(20)))))
                .isEmpty();
    }

    @Test
    void whatEndsSoonIsRenewed() {
        Subscription ending = subscription(CALLBACK.toString(), NOW.plus(Duration.ofDays(13)));

        assertThat(changes(ending)).containsExactly(new Change.Renew(ending));
        assertThat(ours.call(new Change.Renew(ending)).address())
                .hasToString("https://api.example.org/v2/webhook/subscription/renew/an-id");
        assertThat(changes(subscription(CALLBACK.toString(), null))).hasSize(1);
    }

    @Test
    void whatGoesElsewhereIsMoved() {
        Subscription other = subscription("https://old.example.org/webhook/oura", NOW.plus(Duration.ofDays(60)));

        assertThat(changes(other)).containsExactly(new Change.Move(other));
        assertThat(ours.call(new Change.Move(other)).method()).isEqualTo("PUT");
    }

    @Test
    void timesAreReadWithAndWithoutTheirZone() {
        assertThat(OuraSubscriptions.time("2026-10-01T08:00:00.123456")).isEqualTo("2026-10-01T08:00:00.123456Z");
        assertThat(OuraSubscriptions.time("2026-10-01T10:00:00+02:00")).isEqualTo("2026-10-01T08:00:00Z");
        assertThat(OuraSubscriptions.time("soon")).isNull();
    }

    @Test
    void theListIsReadAndAnythingElseIsNot() {
        String list =
                "[{\"id\":\"an-id\",\"callback_url\":\"https://bridge.example.org/webhook/oura\",\"event_type\":\"update\","
                        + "\"data_type\":\"sleep\",\"expiration_time\":\"2026-07-25T10:00:00\"},{\"id\":7}]";

        assertThat(OuraSubscriptions.read(answer(200, list)))
                .containsExactly(subscription(CALLBACK.toString(), NOW.plus(Duration.ofDays(20))));
        assertThat(OuraSubscriptions.read(answer(401, list))).isNull();
        assertThat(OuraSubscriptions.read(answer(200, "{}"))).isNull();
    }

    private List<Change> changes(Subscription... existing) {
        return ours.changes(List.of(SLEEP), List.of(existing), NOW, MARGIN);
    }

    private static Subscription subscription(String callback, @Nullable Instant endsAt) {
        return new Subscription("an-id", SLEEP, callback, endsAt);
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
