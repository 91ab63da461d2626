package io.bhiv.biometric.fetch;

import io.bhiv.biometric.fetch.PayloadAddress.Checked;
import io.bhiv.biometric.fetch.PayloadDownload.Result;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.kit.call.CallNotPermitted;
import io.bhiv.kit.commit.Overloaded;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Fetches the payload that a delivery points at and makes it a delivery of its own: journalled like any other, because the
 * address expires within minutes and a replay must not need it. Only then is the pointing delivery settled.
 */
@ApplicationScoped
public class PayloadFetch {

    private final PayloadDownload download;
    private final FetchConfig config;
    private final FetchesUnderWay underWay;
    private final AtomicInteger downloads = new AtomicInteger();

    PayloadFetch(PayloadDownload download, FetchConfig config, FetchesUnderWay underWay) {
        this.download = download;
        this.config = config;
        this.underWay = underWay;
    }

    /**
     * Fetches it, has it stored, and settles the pointing delivery. Fails only where that does.
     *
     * @param store journals the payload
     * @param settle ends the pointing delivery
     */
    public Uni<Void> fetch(
            Delivery pointing, String url, Function<Delivery, Uni<Void>> store, Function<Outcome, Uni<Void>> settle) {
        return underWay.fetching(
                () -> fetch(pointing, url, store).chain(settle::apply), () -> settle.apply(notNow(Duration.ZERO)));
    }

    /** Never fails. */
    private Uni<Outcome> fetch(Delivery pointing, String url, Function<Delivery, Uni<Void>> store) {
        return switch (PayloadAddress.check(url, config.allowedHosts(), config.allowLoopback())) {
            case Checked.Refused refused -> Uni.createFrom().item(parked(ParkReason.PAYLOAD_ADDRESS_REFUSED));
            case Checked.Allowed allowed -> fetch(pointing, allowed, store);
        };
    }

    private Uni<Outcome> fetch(Delivery pointing, Checked.Allowed address, Function<Delivery, Uni<Void>> store) {
        if (downloads.incrementAndGet() > config.maxConnections()) {
            downloads.decrementAndGet();
            return Uni.createFrom().item(notNow(config.retryPause()));
        }
        PayloadDownload.Held held = download.held(pointing.eventId());
        return download.get(address, held)
                .chain(result -> outcome(pointing, result, store))
                .onFailure()
                .recoverWithItem(failure -> failed(pointing, failure))
                .onTermination()
                .invoke(() -> {
                    downloads.decrementAndGet();
                    held.release();
                });
    }

    private Uni<Outcome> outcome(Delivery pointing, Result result, Function<Delivery, Uni<Void>> store) {
        return switch (result) {
            case Result.Payload payload ->
                store.apply(payload(pointing, payload.body())).map(stored -> new Outcome.PayloadStored());
            case Result.Forbidden forbidden -> Uni.createFrom().item(parked(ParkReason.PAYLOAD_ADDRESS_REFUSED));
            case Result.Gone gone -> Uni.createFrom().item(parked(ParkReason.PAYLOAD_EXPIRED));
            case Result.TooLarge tooLarge -> Uni.createFrom().item(parked(ParkReason.PAYLOAD_TOO_LARGE));
            case Result.NoRoom noRoom -> Uni.createFrom().item(notNow(config.roomPause()));
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

    private Outcome failed(Delivery pointing, Throwable failure) {
        if (failure instanceof CallNotPermitted prevented) {
            return notNow(prevented.retryAfter().plus(config.retryPause()));
        }
        if (failure instanceof Overloaded) {
            return notNow(config.roomPause());
        }
        Log.infof(
                "A payload could not be fetched [delivery=%s cause=%s]",
                pointing.eventId(), failure.getClass().getSimpleName());
        return later(pointing);
    }

    /** Retried with a growing pause, parked after the last attempt. */
    private Outcome later(Delivery pointing) {
        if (pointing.attempts() >= config.maxAttempts()) {
            return parked(ParkReason.PAYLOAD_UNREACHABLE);
        }
        Duration pause = config.retryPause().multipliedBy(1L << Math.clamp(pointing.attempts() - 1L, 0, 3));
        return new Outcome.Retried(pause, true);
    }

    /** Nothing was tried, so it costs no attempt. */
    private static Outcome notNow(Duration pause) {
        return new Outcome.Retried(pause, false);
    }

    private static Outcome parked(ParkReason reason) {
        return new Outcome.Parked(reason, null);
    }
}
