package io.bhiv.biometric.publish;

import io.bhiv.biometric.fetch.PayloadFetch;
import io.bhiv.biometric.journal.Backlog;
import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.known.KnownStore;
import io.bhiv.biometric.normalise.Link;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.relay.RelayConfig;
import io.bhiv.model.biometric.ConnectionState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes care of what a batch could not end: each kind by one statement, and only where there is any of it. */
@ApplicationScoped
class Leftovers {

    private static final Duration BROKEN_PAUSE = Duration.ofSeconds(5);

    private final Backlog backlog;
    private final KnownStore known;
    private final PayloadFetch payloads;
    private final PublishConfig config;
    private final RelayConfig relay;

    Leftovers(Backlog backlog, KnownStore known, PayloadFetch payloads, PublishConfig config, RelayConfig relay) {
        this.backlog = backlog;
        this.known = known;
        this.payloads = payloads;
        this.config = config;
        this.relay = relay;
    }

    Uni<Void> settle(List<Disposition> batch) {
        if (batch.stream().allMatch(Leftovers::isQuietlyEnded)) {
            return Uni.createFrom().voidItem();
        }
        of(batch, Disposition.AwaitingPayload.class).forEach(one -> payloads.begin(one.delivery(), one.url()));
        return awaitFetch(of(batch, Disposition.AwaitingFetch.class))
                .chain(() -> park(of(batch, Disposition.Parked.class)))
                .chain(() -> giveBack(of(batch, Disposition.NotAcknowledged.class)))
                .chain(() -> broken(of(batch, Disposition.Broken.class)))
                .chain(() -> release(of(batch, Disposition.Ended.class)));
    }

    private static boolean isQuietlyEnded(Disposition disposition) {
        return disposition instanceof Disposition.Ended ended && !ended.linkChanged();
    }

    private Uni<Void> awaitFetch(List<Disposition.AwaitingFetch> waiting) {
        if (waiting.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var resources = byDelivery(waiting, Disposition.AwaitingFetch::resource);
        return known.remember(
                        waiting.stream().map(Disposition.AwaitingFetch::said).toList())
                .chain(() -> backlog.awaitFetch(deliveries(waiting), resources));
    }

    private Uni<Void> park(List<Disposition.Parked> parked) {
        return parked.isEmpty()
                ? Uni.createFrom().voidItem()
                : backlog.park(
                        deliveries(parked),
                        byDelivery(parked, Disposition.Parked::reason),
                        byDelivery(parked, one -> waitsFor(one.waitsFor())));
    }

    private Uni<Void> giveBack(List<Disposition.NotAcknowledged> unsent) {
        return backlog.release(deliveries(unsent), config.retryPause(), false);
    }

    private Uni<Void> broken(List<Disposition.Broken> broken) {
        List<Journalled> hopeless = deliveries(broken).stream()
                .filter(delivery -> delivery.attempts() >= relay.maxAttempts())
                .toList();
        List<Journalled> again = deliveries(broken).stream()
                .filter(delivery -> delivery.attempts() < relay.maxAttempts())
                .toList();
        return backlog.park(hopeless, delivery -> "INTERNAL_ERROR", delivery -> "")
                .chain(() -> backlog.release(again, BROKEN_PAUSE, true));
    }

    /** A link that became active sets free what waited for it. */
    private Uni<Void> release(List<Disposition.Ended> ended) {
        Set<String> active = ended.stream()
                .filter(Disposition.Ended::linkChanged)
                .flatMap(one -> one.said().links().stream())
                .filter(link -> link.state() == ConnectionState.ACTIVE)
                .map(Link::user)
                .map(Leftovers::waitsFor)
                .collect(Collectors.toSet());
        return active.isEmpty() ? Uni.createFrom().voidItem() : backlog.unpark(active);
    }

    private static String waitsFor(Set<ProviderUser> users) {
        return users.stream().findFirst().map(Leftovers::waitsFor).orElse("");
    }

    private static String waitsFor(ProviderUser user) {
        return user.provider().wireName() + "|" + user.userId();
    }

    private static <D extends Disposition> List<D> of(List<Disposition> batch, Class<D> kind) {
        return batch.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<Journalled> deliveries(List<? extends Disposition> dispositions) {
        return dispositions.stream().map(Disposition::delivery).toList();
    }

    private static <D extends Disposition> Function<Journalled, String> byDelivery(
            List<D> dispositions, Function<D, String> word) {
        var words = dispositions.stream()
                .collect(Collectors.toMap(one -> one.delivery().eventId(), word, (first, same) -> first));
        return delivery -> words.getOrDefault(delivery.eventId(), "");
    }
}
