package io.bhiv.bucket.karma;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.karma.rule.KarmaAction;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.kafka.CircuitBreaker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;

/**
 * Tells the Karma Tracker, behind a breaker.
 *
 * <p>The packet id travels as {@code Idempotency-Key}, so that telling twice (a lost answer, a lost lease) counts once.
 * Redirects are not followed and answers are not read.
 */
@ApplicationScoped
class KarmaTracker {

    private static final String LOG_ACTION = "/api/v1/karma/log-action/";

    private final KarmaConfig config;
    private final CircuitBreaker breaker;
    private final HttpClient client;

    KarmaTracker(KarmaConfig config, Clock clock) {
        this.config = config;
        this.breaker = new CircuitBreaker(
                clock, config.breaker().failures(), config.breaker().openFor());
        this.client = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /** Never fails: every outcome is a value. Tries again where the tracker is away, while the breaker lets it. */
    Uni<KarmaOutcome> tell(String packetId, String userId, KarmaAction action) {
        HttpRequest request = request(packetId, userId, action);
        return attempt(request, 1);
    }

    private Uni<KarmaOutcome> attempt(HttpRequest request, int number) {
        if (!breaker.tryAcquire()) {
            return Uni.createFrom().item(new KarmaOutcome.Away("the breaker is open"));
        }
        return call(request).invoke(this::report).chain(outcome -> {
            boolean again = outcome instanceof KarmaOutcome.Away && number < config.attempts();
            return again
                    ? Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(pause(number))
                            .chain(() -> attempt(request, number + 1))
                    : Uni.createFrom().item(outcome);
        });
    }

    private Duration pause(int number) {
        return config.pause().multipliedBy(1L << (number - 1));
    }

    private Uni<KarmaOutcome> call(HttpRequest request) {
        return Uni.createFrom()
                .completionStage(() -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .map(response -> outcome(response.statusCode()))
                .ifNoItem()
                .after(config.timeout().plusSeconds(1))
                .fail()
                .onFailure()
                .recoverWithItem(
                        failure -> new KarmaOutcome.Away(failure.getClass().getSimpleName()));
    }

    /** 500 is an answer about this packet. What a proxy says in front of nobody, or whoever wants other credentials, is not. */
    private static KarmaOutcome outcome(int status) {
        return switch (status) {
            case 200, 201, 202, 204 -> new KarmaOutcome.Logged();
            case 301, 302, 303, 307, 308, 401, 407, 408, 425, 429, 502, 503, 504 ->
                new KarmaOutcome.Away("answered " + status);
            default -> new KarmaOutcome.Refused(status);
        };
    }

    private void report(KarmaOutcome outcome) {
        switch (outcome) {
            case KarmaOutcome.Logged logged -> breaker.succeeded();
            case KarmaOutcome.Refused refused -> breaker.succeeded();
            case KarmaOutcome.Away away -> breaker.failed();
        }
    }

    private HttpRequest request(String packetId, String userId, KarmaAction action) {
        ObjectNode body = PacketJson.object()
                .put("user_id", userId)
                .put("action", action.action())
                .put("intensity", action.intensity());
        return HttpRequest.newBuilder(address())
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", packetId)
                .POST(HttpRequest.BodyPublishers.ofByteArray(PacketJson.bytes(body)))
                .build();
    }

    private URI address() {
        String base = config.url().orElseThrow().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + LOG_ACTION);
    }
}
