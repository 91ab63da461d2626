package io.bhiv.biometric.fetch;

import io.bhiv.biometric.fetch.PayloadAddress.Checked;
import io.bhiv.biometric.fetch.PayloadDownload.Result;
import io.bhiv.biometric.identity.DeliveryIdentity;
import io.bhiv.biometric.journal.Appended;
import io.bhiv.biometric.journal.Arrival;
import io.bhiv.biometric.journal.Backlog;
import io.bhiv.biometric.journal.DeliveryJournal;
import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.relay.Nudges;
import io.bhiv.biometric.verify.RequestHeaders;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings in a payload that a delivery points at, as a delivery of its own: journalled like any other, because the address
 * dies within minutes and a replay must not need it. Only then is the pointing delivery ended.
 */
@ApplicationScoped
public class PayloadFetch {

    private final PayloadDownload download;
    private final DeliveryJournal journal;
    private final Backlog backlog;
    private final Nudges nudges;
    private final FetchConfig config;
    private final AtomicInteger underWay = new AtomicInteger();

    PayloadFetch(
            PayloadDownload download, DeliveryJournal journal, Backlog backlog, Nudges nudges, FetchConfig config) {
        this.download = download;
        this.journal = journal;
        this.backlog = backlog;
        this.nudges = nudges;
        this.config = config;
    }

    /** Starts the fetch and returns at once. Whatever happens, the delivery ends up ended, parked or given back. */
    public void begin(Journalled delivery, String url) {
        if (underWay.incrementAndGet() > config.maxConnections()) {
            underWay.decrementAndGet();
            conclude(backlog.release(List.of(delivery), config.retryPause(), false));
            return;
        }
        Uni<Void> fetched = switch (PayloadAddress.check(url, config.allowedHosts(), config.allowLoopback())) {
            case Checked.Refused refused -> park(delivery, "PAYLOAD_ADDRESS_REFUSED");
            case Checked.Allowed allowed -> download.get(allowed).chain(result -> take(delivery, result));
        };
        conclude(fetched.onFailure()
                .recoverWithUni(failure -> again(delivery, failure))
                .onTermination()
                .invoke(underWay::decrementAndGet));
    }

    private static void conclude(Uni<Void> work) {
        work.subscribe()
                .with(
                        done -> {},
                        failure -> Log.warnf(
                                "A payload fetch could not be concluded; the sweeper will take it up again [cause=%s]",
                                StoreFailure.summary(failure)));
    }

    private Uni<Void> take(Journalled delivery, Result result) {
        return switch (result) {
            case Result.Payload(byte[] body) -> append(delivery, body);
            case Result.Forbidden forbidden -> park(delivery, "PAYLOAD_ADDRESS_REFUSED");
            case Result.Gone gone -> park(delivery, "PAYLOAD_EXPIRED");
            case Result.TooLarge tooLarge -> park(delivery, "PAYLOAD_TOO_LARGE");
            case Result.Unavailable unavailable -> later(delivery);
        };
    }

    private Uni<Void> append(Journalled pointing, byte[] body) {
        SignedRequest payload = new SignedRequest(RequestHeaders.of(inherited(pointing)), body);
        Arrival arrival = Arrival.ofPayload(
                pointing.provider(), payload, DeliveryIdentity.of(pointing.provider(), payload), pointing.late());
        return journal.append(arrival)
                .invoke(appended -> {
                    if (appended instanceof Appended.Stored stored) {
                        nudges.takeOn(stored);
                    }
                })
                .chain(() -> backlog.done(List.of(pointing)));
    }

    /** The payload stands where the delivery stood: same order, same request, an identity of its own. */
    private static Map<String, String> inherited(Journalled pointing) {
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

    private Uni<Void> again(Journalled delivery, Throwable failure) {
        Log.infof(
                "A payload could not be fetched [delivery=%s cause=%s]",
                delivery.eventId(), failure.getClass().getSimpleName());
        return later(delivery);
    }

    private Uni<Void> later(Journalled delivery) {
        if (delivery.attempts() >= config.maxAttempts()) {
            return park(delivery, "PAYLOAD_UNREACHABLE");
        }
        Duration pause = config.retryPause().multipliedBy(1L << Math.min(delivery.attempts(), 3));
        return backlog.release(List.of(delivery), pause, true);
    }

    private Uni<Void> park(Journalled delivery, String reason) {
        return backlog.park(List.of(delivery), one -> reason, one -> "");
    }
}
