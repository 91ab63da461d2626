package io.bhiv.biometric.provider;

import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a delivery turned out to be. */
public sealed interface Reading {

    /** The users whose links must be known to normalise it. */
    default Set<ProviderUser> users() {
        return switch (this) {
            case Resources resources -> Set.of(resources.user().id());
            case Notice notice -> Set.of(notice.user().id());
            case LinkChange change ->
                change.previous() == null
                                || change.previous().equals(change.user().id())
                        ? Set.of(change.user().id())
                        : Set.of(change.user().id(), change.previous());
            case Unreadable unreadable -> Set.of();
            case Control control -> Set.of();
            case RemotePayload payload -> Set.of();
            case UnknownType unknown -> Set.of();
            case NoUser noUser -> Set.of();
        };
    }

    /** Authentic, but not readable. */
    record Unreadable(ParkReason reason) implements Reading {}

    /**
     * An object changed at the provider: it must be fetched, or was deleted.
     *
     * @param type the provider's name of the kind of object
     * @param occurredAt the provider's time of the change
     * @param alsoDeleted types of objects under the same id that a deletion takes along
     */
    record Notice(
            VendorUser user,
            String type,
            String objectId,
            Operation operation,
            @Nullable Instant occurredAt,
            Set<String> alsoDeleted)
            implements Reading {

        public Notice {
            alsoDeleted = Set.copyOf(alsoDeleted);
        }

        public Notice(
                VendorUser user, String type, String objectId, Operation operation, @Nullable Instant occurredAt) {
            this(user, type, objectId, operation, occurredAt, Set.of());
        }

        /** Without the object's id. */
        @Override
        public String toString() {
            return "Notice[" + type + ' ' + operation + ']';
        }
    }

    /**
     * Data of one user.
     *
     * @param revision order among the versions of its resources, epoch milliseconds
     * @param unusable how many elements could not be read
     */
    record Resources(VendorUser user, long revision, List<ResourceReading> resources, int unusable) implements Reading {

        public Resources {
            resources = List.copyOf(resources);
        }

        /** Of all its resources. */
        public int measures() {
            return resources.stream()
                    .mapToInt(resource -> resource.measures().size())
                    .sum();
        }
    }

    /**
     * The link between a user and the provider changed.
     *
     * @param revision order among the changes of this link, epoch milliseconds
     * @param previous the id that the user had before, on re-authentication
     */
    record LinkChange(
            VendorUser user,
            long revision,
            @Nullable ProviderUser previous,
            LinkEvent event,
            List<String> scopesAdded,
            List<String> scopesRemoved,
            @Nullable String reason)
            implements Reading {

        public LinkChange {
            scopesAdded = List.copyOf(scopesAdded);
            scopesRemoved = List.copyOf(scopesRemoved);
        }
    }

    /** How a link can change. */
    enum LinkEvent {
        AUTHENTICATED,
        REAUTHENTICATED,
        DEAUTHENTICATED,
        ACCESS_REVOKED,
        CONNECTION_ERROR,
        PERMISSION_CHANGE
    }

    /** A message about the provider's own operation. */
    record Control(ControlType type) implements Reading {}

    /** Messages about a provider's operation. */
    enum ControlType {
        HEALTHCHECK,
        RATE_LIMIT_HIT,
        LARGE_REQUEST_PROCESSING,
        LARGE_REQUEST_SENDING,
        NO_DATASOURCE,
        PROCESSING,
        AUTH_FAILED,
        LAB_REPORT_FAILED
    }

    /** The data lies behind an address, for a short time. The address is the provider's claim: guard it before use. */
    record RemotePayload(String url, @Nullable Duration expiresIn) implements Reading {

        /** Without the address: it carries a signature. */
        @Override
        public String toString() {
            return "RemotePayload[expiresIn=" + expiresIn + ']';
        }
    }

    /** A type that is not known yet; at most 64 printable characters of it. */
    record UnknownType(String type) implements Reading {}

    /** Data without a user. */
    record NoUser(String type) implements Reading {}
}
