package io.bhiv.biometric.normalise;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.LinkEvent;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Connection;
import io.bhiv.model.biometric.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a link does to the links known.
 *
 * <p>State follows the order of revisions, with one exception: an error of the connection is no decision of the person. It never
 * opens a revoked connection, and a revocation that it overtook still holds. Identity does not follow revisions: a
 * re-authentication swaps the user ids in place whenever it comes, before or after the authentication that goes with it, so
 * that connection and subject stay what they were. Only an account that was connected for another person than before has another subject.
 */
final class LinkChanges {

    private final Links links;
    private final EventAssembly assembly;

    LinkChanges(Links links, EventAssembly assembly) {
        this.links = links;
        this.assembly = assembly;
    }

    Normalised apply(Delivery delivery, LinkChange change, KnownState state) {
        Link known = state.link(change.user().id());
        return switch (change.event()) {
            case AUTHENTICATED -> to(ConnectionState.ACTIVE, delivery, change, known);
            case DEAUTHENTICATED, ACCESS_REVOKED -> to(ConnectionState.REVOKED, delivery, change, known);
            case CONNECTION_ERROR, PERMISSION_CHANGE -> ofLinked(delivery, change, known);
            case REAUTHENTICATED -> reauthenticated(delivery, change, known, state);
        };
    }

    /** A user who is not linked yet is linked by these only where any delivery may do so. */
    private Normalised ofLinked(Delivery delivery, LinkChange change, @Nullable Link known) {
        if (known == null && !links.mayLink(change.user())) {
            return Normalised.only(
                    new Parked(ParkReason.UNKNOWN_USER, change.user().id()));
        }
        return change.event() == LinkEvent.CONNECTION_ERROR
                ? to(ConnectionState.DEGRADED, delivery, change, known)
                : permissions(delivery, change, known);
    }

    private Normalised permissions(Delivery delivery, LinkChange change, @Nullable Link known) {
        Link link = links.knownOrImplied(known, change.user());
        if (change.revision() < link.changedAtMillis()) {
            return Normalised.only(new Outcome.Dropped(DropRule.SUPERSEDED));
        }
        DropRule ended = ended(link);
        if (ended != null) {
            return Normalised.only(new Outcome.Dropped(ended));
        }
        return event(delivery, change, link, ConnectionState.SCOPES_CHANGED, known == null ? List.of(link) : List.of());
    }

    private Normalised to(ConnectionState reached, Delivery delivery, LinkChange change, @Nullable Link known) {
        long revision = change.revision();
        Link link = links.knownOrImplied(known, change.user());
        if (revision < link.changedAtMillis()) {
            return Normalised.only(new Outcome.Dropped(DropRule.SUPERSEDED));
        }
        if (reached == ConnectionState.DEGRADED) {
            return degraded(delivery, change, link);
        }
        Link person = isTakenOver(reached, delivery, change, link) ? links.knownOrImplied(null, change.user()) : link;
        Link stored = person.withState(reached, revision);
        if (link.state() == ConnectionState.REAUTH && reached != ConnectionState.ACTIVE) {
            // The id was replaced and the person is linked under another: a change of the old id does not concern the
            // connection.
            return new Normalised(List.of(), List.of(stored), Map.of(), new Outcome.Dropped(DropRule.REPLACED_USER));
        }
        return event(delivery, change, stored, reached, List.of(stored));
    }

    /** Connections of our own name the person whom our customer sent; where nobody is known by a reference, any may be the same. */
    private static boolean isTakenOver(ConnectionState reached, Delivery delivery, LinkChange change, Link link) {
        return reached == ConnectionState.ACTIVE
                && delivery.channel() == Channel.CONNECT
                && link.referenceId() != null
                && !link.referenceId().equals(change.user().referenceId());
    }

    /** Keeps the revision of the state before: what the person decided earlier than this error may still arrive. */
    private Normalised degraded(Delivery delivery, LinkChange change, Link link) {
        DropRule ended = ended(link);
        if (ended != null) {
            return Normalised.only(new Outcome.Dropped(ended));
        }
        Link stored = link.withState(ConnectionState.DEGRADED, link.changedAtMillis());
        return event(delivery, change, stored, ConnectionState.DEGRADED, List.of(stored));
    }

    /** The rule that drops what is no decision of the person about a link that has ended; null where it has not. */
    private static @Nullable DropRule ended(Link link) {
        if (link.state() == ConnectionState.REVOKED) {
            return DropRule.REVOKED_CONNECTION;
        }
        return link.state() == ConnectionState.REAUTH ? DropRule.REPLACED_USER : null;
    }

    private Normalised reauthenticated(Delivery delivery, LinkChange change, @Nullable Link known, KnownState state) {
        long revision = change.revision();
        ProviderUser previous = change.previous();
        Link before = previous == null ? null : state.link(previous);
        Link kept = before != null ? before : known != null ? known : impliedByFirstId(change);
        long changedAt = Math.max(revision, known == null ? 0 : known.changedAtMillis());
        ConnectionState reached =
                known != null && known.changedAtMillis() > revision ? known.state() : ConnectionState.ACTIVE;
        Link current = kept.ofUser(change.user().id()).withState(reached, changedAt);
        List<Link> toStore = new ArrayList<>(List.of(current));
        if (previous != null && !previous.equals(current.user())) {
            long replacedAt = Math.max(revision, before == null ? 0 : before.changedAtMillis());
            toStore.add(kept.ofUser(previous).withState(ConnectionState.REAUTH, replacedAt));
        }
        return event(delivery, change, current, ConnectionState.REAUTH, toStore);
    }

    private Link impliedByFirstId(LinkChange change) {
        VendorUser user = change.user();
        ProviderUser first = change.previous() == null ? user.id() : change.previous();
        return links.knownOrImplied(null, new VendorUser(first, user.referenceId(), user.brand()));
    }

    private Normalised event(
            Delivery delivery, LinkChange change, Link link, ConnectionState reached, List<Link> toStore) {
        Connection connection = new Connection(
                reached,
                change.previous() == null ? null : change.previous().userId(),
                change.scopesAdded().isEmpty() ? null : change.scopesAdded(),
                change.scopesRemoved().isEmpty() ? null : change.scopesRemoved(),
                change.reason());
        BiometricEvent event = assembly.connectionEvent(delivery, change, link, connection);
        return new Normalised(List.of(event), toStore, Map.of(), new Outcome.Published(0, 0));
    }
}
