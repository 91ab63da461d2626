package io.bhiv.biometric.publish;

import io.bhiv.biometric.HandedOver;
import io.bhiv.biometric.Understood;
import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.known.KnownStore;
import io.bhiv.biometric.normalise.Normalised;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Hands a batch to Kafka and settles it: what the brokers acknowledged is ended together with what it said; the rest is
 * parked, kept for a fetch, or given back, each by its reason.
 */
@ApplicationScoped
public class Settlement {

    private final Publisher publisher;
    private final KnownStore known;
    private final Leftovers leftovers;

    Settlement(Publisher publisher, KnownStore known, Leftovers leftovers) {
        this.publisher = publisher;
        this.known = known;
        this.leftovers = leftovers;
    }

    /** Hands over on the calling thread; the answer's {@code settled} goes on by itself once it is subscribed to. */
    public HandedOver handOver(List<Understood> batch) {
        List<CompletableFuture<Disposition>> dispositions = new ArrayList<>(batch.size());
        for (Understood understood : batch) {
            dispositions.add(handOver(understood));
        }
        Uni<Void> settled = Uni.createFrom()
                .completionStage(() -> CompletableFuture.allOf(dispositions.toArray(CompletableFuture[]::new)))
                .chain(() -> settle(
                        dispositions.stream().map(CompletableFuture::join).toList()));
        return new HandedOver(settled);
    }

    private CompletableFuture<Disposition> handOver(Understood understood) {
        return switch (understood) {
            case Understood.Failed failed -> CompletableFuture.completedFuture(Dispositions.of(failed));
            case Understood.Meant meant -> {
                known.handedOver(meant.normalised());
                yield publisher
                        .handOver(meant)
                        .handle((done, failure) ->
                                failure == null ? Dispositions.of(meant) : notAcknowledged(meant, failure));
            }
        };
    }

    /** What was not said must not be remembered as said, whatever becomes of the delivery. */
    private Disposition notAcknowledged(Understood.Meant meant, Throwable failure) {
        known.forget(meant.normalised());
        return Dispositions.of(meant, failure);
    }

    /** Gives back what cannot go on for a reason of its own, and parks it after a few times. */
    public Uni<Void> broken(Journalled delivery) {
        return leftovers.settle(List.of(new Disposition.Broken(delivery)));
    }

    private Uni<Void> settle(List<Disposition> dispositions) {
        List<Journalled> ended = new ArrayList<>();
        List<Normalised> said = new ArrayList<>();
        for (Disposition disposition : dispositions) {
            if (disposition instanceof Disposition.Ended(var delivery, var normalised, var linkChanged)) {
                ended.add(delivery);
                said.add(normalised);
            }
        }
        return known.settle(ended, said).chain(() -> leftovers.settle(dispositions));
    }
}
