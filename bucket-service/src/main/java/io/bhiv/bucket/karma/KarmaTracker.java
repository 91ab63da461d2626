package io.bhiv.bucket.karma;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.karma.rule.RuleTable;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.call.CallNotPermitted;
import io.bhiv.kit.call.WholeCalls;
import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs actions with the Karma Tracker, behind a breaker.
 *
 * <p>The packet id is sent as {@code Idempotency-Key}, so that a repeated call (a lost answer, a lost lease) counts once.
 * A call ends with its timeout, whatever of its answer has come. One that hangs while the tracker answers others is the packet's failure;
 * one that hangs while nothing is answered is the tracker's. So it is with answers of what stands before the tracker ({@link GatewayAnswers}).
 * Redirects are not followed and answers are not read.
 */
@ApplicationScoped
class KarmaTracker {

    private static final String LOG_ACTION = "/api/v1/karma/log-action/";

    private final KarmaConfig config;
    private final Breaker breaker;
    private final WholeCalls calls;
    private final Backoff pauses;
    private final AtomicLong answers = new AtomicLong();
    private final GatewayAnswers gateway = new GatewayAnswers();

    KarmaTracker(KarmaConfig config, Breakers breakers) {
        this.config = config;
        this.pauses = Backoff.doubling(config.pause(), config.lease(), Jitter.NONE);
        this.breaker = breakers.before(new BreakerSettings(
                "karma-tracker", config.breaker().failures(), config.breaker().openFor()));
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.calls = new WholeCalls(client, config.timeout());
    }

    /** True while no call may be made. */
    boolean isOpen() {
        return !breaker.retryAfter().isZero();
    }

    boolean isClosed() {
        return breaker.isClosed();
    }

    /** Never fails: every outcome is a value. Retries while the tracker is away and the breaker allows it. */
    Uni<Outcome> log(String packetId, String userId, RuleTable.Action action) {
        return attempt(packetId, request(packetId, userId, action), 1).invoke(outcome -> note(packetId, outcome));
    }

    /** Once for all calls of an attempt: those follow each other too closely to tell anything. */
    private void note(String packetId, Outcome outcome) {
        if (outcome.byGateway()) {
            gateway.givenBack(packetId, answers.get());
        } else if (outcome instanceof Outcome.Logged) {
            gateway.answered(packetId);
        }
    }

    private Uni<Outcome> attempt(String packetId, HttpRequest.Builder request, int number) {
        return guarded(packetId, request).chain(result -> {
            boolean again = !result.isFinal() && number < config.attempts();
            return again
                    ? Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(pauses.full(number))
                            .chain(() -> attempt(packetId, request, number + 1))
                    : Uni.createFrom().item(result.outcome());
        });
    }

    /** One call: its outcome, and whether another call cannot change it. */
    private record Call(Outcome outcome, boolean isFinal) {

        boolean showsTrackerAway() {
            return outcome instanceof Outcome.Away;
        }
    }

    private Uni<Call> guarded(String packetId, HttpRequest.Builder request) {
        return Uni.createFrom()
                .completionStage(() -> breaker.outcome(
                        () -> call(packetId, request).subscribeAsCompletionStage(), Call::showsTrackerAway))
                .onFailure(CallNotPermitted.class)
                .recoverWithItem(() -> new Call(new Outcome.Away("the breaker is open", false), true));
    }

    private Uni<Call> call(String packetId, HttpRequest.Builder request) {
        return Uni.createFrom().deferred(() -> {
            long answersBefore = answers.get();
            return calls.send(request, HttpResponse.BodyHandlers.discarding())
                    .map(response -> answered(packetId, response.statusCode()))
                    .onFailure()
                    .recoverWithItem(failure -> failed(failure, answersBefore));
        });
    }

    /**
     * 500 is an answer about this packet. Answers about credentials or load are not, nor are those of a proxy without a tracker, while
     * they are not given to this packet alone.
     */
    private Call answered(String packetId, int status) {
        return switch (status) {
            case 200, 201, 202, 204 -> {
                answers.incrementAndGet();
                yield new Call(new Outcome.Logged(), true);
            }
            case 408, 502, 503, 504 ->
                new Call(
                        gateway.concernsPacket(packetId, answers.get())
                                ? new Outcome.Refused(refusal(status), true)
                                : new Outcome.Away("answered " + status, true),
                        false);
            case 301, 302, 303, 307, 308, 401, 407, 425, 429 ->
                new Call(new Outcome.Away("answered " + status, false), false);
            default -> {
                answers.incrementAndGet();
                yield new Call(new Outcome.Refused(refusal(status), false), true);
            }
        };
    }

    private static String refusal(int status) {
        return "the Karma Tracker answered " + status;
    }

    private Call failed(Throwable failure, long answersBefore) {
        boolean hung = failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException);
        if (hung && answers.get() > answersBefore) {
            return new Call(
                    new Outcome.Refused("the Karma Tracker did not answer within " + config.timeout(), false), false);
        }
        return new Call(new Outcome.Away(failure.getClass().getSimpleName(), false), false);
    }

    private HttpRequest.Builder request(String packetId, String userId, RuleTable.Action action) {
        ObjectNode body = PacketJson.object()
                .put("user_id", userId)
                .put("action", action.action())
                .put("intensity", action.intensity());
        return HttpRequest.newBuilder(address())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", packetId)
                .POST(HttpRequest.BodyPublishers.ofByteArray(PacketJson.bytes(body)));
    }

    private URI address() {
        String base = config.url().orElseThrow().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + LOG_ACTION);
    }

    /** The result of logging an action with the Karma Tracker. */
    sealed interface Outcome {

        /** True where something before the tracker answered, which alone does not tell whether it is the packet or the tracker. */
        boolean byGateway();

        /** The tracker logged it. */
        record Logged() implements Outcome {
            @Override
            public boolean byGateway() {
                return false;
            }
        }

        /** The packet failed: the tracker refused it, or answered others but not this one. */
        record Refused(String reason, boolean byGateway) implements Outcome {}

        /** The tracker could not be reached or is overloaded; the packet is not at fault. */
        record Away(String reason, boolean byGateway) implements Outcome {}
    }
}
