package io.bhiv.biometric.fetch;

import io.bhiv.biometric.fetch.PayloadAddress.Checked;
import io.bhiv.biometric.fetch.PayloadDownload.Result;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetches the payload that a delivery points at and makes it a delivery of its own: journalled like any other, because the
 * address expires within minutes and a replay must not need it. Only then is the pointing delivery settled.
 */
@ApplicationScoped
public class PayloadFetch {

    /** How a fetch ended. */
    public sealed interface Fetched {

        /** The payload, as a delivery that is still to be journalled. */
        record Payload(Delivery delivery) implements Fetched {}

        /** No payload; the pointing delivery ends like this. */
        record None(Outcome outcome) implements Fetched {}
    }

    private final PayloadDownload download;
    private final FetchConfig config;
    private final AtomicInteger underWay = new AtomicInteger();

    PayloadFetch(PayloadDownload download, FetchConfig config) {
        this.download = download;
        this.config = config;
    }

    /** Never fails. */
    public Uni<Fetched> get(Delivery pointing, String url) {
        if (underWay.incrementAndGet() > config.maxConnections()) {
            underWay.decrementAndGet();
            return Uni.createFrom().item(new Fetched.None(new Outcome.Retried(config.retryPause(), false)));
        }
        Uni<Fetched> fetched = switch (PayloadAddress.check(url, config.allowedHosts(), config.allowLoopback())) {
            case Checked.Refused refused -> Uni.createFrom().item(parked(ParkReason.PAYLOAD_ADDRESS_REFUSED));
            case Checked.Allowed allowed -> download.get(allowed).map(result -> fetched(pointing, result));
        };
        return fetched.onFailure()
                .recoverWithItem(failure -> failed(pointing, failure))
                .onTermination()
                .invoke(underWay::decrementAndGet);
    }

    private Fetched fetched(Delivery pointing, Result result) {
        return switch (result) {
            case Result.Payload(byte[] body) -> new Fetched.Payload(payload(pointing, body));
            case Result.Forbidden forbidden -> parked(ParkReason.PAYLOAD_ADDRESS_REFUSED);
            case Result.Gone gone -> parked(ParkReason.PAYLOAD_EXPIRED);
            case Result.TooLarge tooLarge -> parked(ParkReason.PAYLOAD_TOO_LARGE);
            case Result.Unavailable unavailable -> new Fetched.None(later(pointing));
        };
    }

    private static Delivery payload(Delivery pointing, byte[] body) {
        SignedRequest payload = new SignedRequest(Headers.of(inherited(pointing)), body);
        return Delivery.ofPayload(pointing.provider(), payload, pointing.late());
    }

    /** The payload takes the place of the delivery: same order, same request, an identity of its own. */
    private static Map<String, String> inherited(Delivery pointing) {
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Terra-Trace-Id", "payload-of:" + pointing.eventId());
        if (pointing.orderingMillis() != null) {
            headers.put("X-Terra-Ordering-Timestamp", pointing.orderingMillis().toString());
        }
        if (pointing.requestReference() != null) {
            headers.put("terra-reference", pointing.requestReference());
        }
        if (pointing.traceparent() != null) {
            headers.put("traceparent", pointing.traceparent());
        }
        return headers;
    }

    private Fetched failed(Delivery pointing, Throwable failure) {
        Log.infof(
                "A payload could not be fetched [delivery=%s cause=%s]",
                pointing.eventId(), failure.getClass().getSimpleName());
        return new Fetched.None(later(pointing));
    }

    /** Retried with a growing pause, parked after the last attempt. */
    public Outcome later(Delivery pointing) {
        if (pointing.attempts() >= config.maxAttempts()) {
            return new Outcome.Parked(ParkReason.PAYLOAD_UNREACHABLE, null);
        }
        Duration pause = config.retryPause().multipliedBy(1L << Math.min(pointing.attempts(), 3));
        return new Outcome.Retried(pause, true);
    }

    private static Fetched parked(ParkReason reason) {
        return new Fetched.None(new Outcome.Parked(reason, null));
    }
}
