package io.bhiv.biometric;

import io.bhiv.biometric.Understood.Fired;
import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.known.KnownStore;
import io.bhiv.biometric.normalise.KnownState;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.normalise.Normaliser;
import io.bhiv.biometric.normalise.ResourceKey;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.StoredDelivery;
import io.bhiv.biometric.trigger.Triggers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes a batch through the pure steps: read, recall what was said before (the one question to the database), normalise,
 * evaluate the triggers.
 */
@ApplicationScoped
public class Understanding {

    /** A delivery and what it turned out to be. */
    public record Read(Journalled delivery, StoredDelivery stored, Reading reading) {}

    /** A batch with everything that must be known to normalise it. */
    public record Recalled(List<Read> batch, KnownState known) {}

    private final Normaliser normaliser;
    private final Triggers triggers;
    private final KnownStore store;

    Understanding(Normaliser normaliser, Triggers triggers, KnownStore store) {
        this.normaliser = normaliser;
        this.triggers = triggers;
        this.store = store;
    }

    List<Read> read(List<Journalled> batch) {
        return batch.stream().map(this::read).toList();
    }

    private Read read(Journalled delivery) {
        StoredDelivery stored = StoredDeliveries.of(delivery);
        return new Read(delivery, stored, normaliser.read(stored));
    }

    Uni<Recalled> recall(List<Read> batch) {
        Set<ProviderUser> users = new HashSet<>();
        batch.forEach(read -> users.addAll(read.reading().users()));
        return store.links(users).chain(links -> {
            Set<ResourceKey> keys =
                    normaliser.resources(batch.stream().map(Read::reading).toList(), links);
            return store.resources(keys).map(resources -> new Recalled(batch, new KnownState(links, resources)));
        });
    }

    /** In order, each remembered before the next: a later delivery of the batch must see what an earlier one said. */
    List<Understood> understand(Recalled recalled) {
        List<Understood> understood = new ArrayList<>(recalled.batch().size());
        for (Read read : recalled.batch()) {
            understood.add(understand(read, recalled.known()));
        }
        return understood;
    }

    private Understood understand(Read read, KnownState known) {
        try {
            Normalised normalised = normaliser.normalise(read.stored(), read.reading(), known);
            known.remember(normalised);
            return new Understood.Meant(read.delivery(), read.reading(), normalised, said(normalised));
        } catch (RuntimeException ourMistake) {
            // One delivery that we cannot cope with must not hold up the others of its batch.
            return new Understood.Failed(read.delivery(), ourMistake);
        }
    }

    private List<Fired> said(Normalised normalised) {
        return normalised.events().stream()
                .map(event -> new Fired(event, triggers.firedBy(event)))
                .toList();
    }
}
