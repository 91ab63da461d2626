package io.bhiv.biometric.provider.whoop;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.FlatNotice;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.FetchedBody;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Notice;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads WHOOP's notices and the objects that were fetched for them. A notice is {@code {user_id, id, type, trace_id}}, where
 * the type is {@code <kind>.updated} or {@code <kind>.deleted}.
 *
 * <p>A creation comes as an update. Whole-number ids are those of the retired first version: nothing can be fetched by them.
 */
public final class WhoopDialect {

    private static final int MAX_LENGTH = 128;

    private final WhoopRecords objects;

    public WhoopDialect(FetchedBody bodies) {
        this.objects = new WhoopRecords(bodies);
    }

    public Reading read(Delivery delivery) {
        if (delivery.about() != null) {
            return objects.read(delivery, delivery.about());
        }
        FlatNotice notice = FlatNotice.read(delivery.body());
        return notice == null ? new Unreadable(ParkReason.NOT_JSON) : read(notice, delivery.orderingMillis());
    }

    private static Reading read(FlatNotice notice, @Nullable Long signedAtMillis) {
        String type = notice.text("type", MAX_LENGTH);
        String id = notice.text("id", MAX_LENGTH);
        String userId = notice.text("user_id", MAX_LENGTH);
        if (type == null || id == null) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        if (userId == null) {
            return new Reading.NoUser(type);
        }
        if (notice.isNumber("id")) {
            return new Unreadable(ParkReason.RETIRED_VERSION);
        }
        int dot = type.lastIndexOf('.');
        String kind = dot < 0 ? type : type.substring(0, dot);
        VendorUser user = new VendorUser(new ProviderUser(Provider.WHOOP, userId), null, null);
        Instant occurredAt = signedAtMillis == null ? null : Instant.ofEpochMilli(signedAtMillis);
        return switch (type.substring(dot + 1)) {
            case "updated" -> new Notice(user, kind, id, Operation.UPSERT, occurredAt);
            case "deleted" ->
                // A recovery goes with its sleep, whose id it has in notices.
                new Notice(
                        user,
                        kind,
                        id,
                        Operation.DELETE,
                        occurredAt,
                        kind.equals("sleep") ? Set.of("recovery") : Set.of());
            default -> new Reading.UnknownType("other event type");
        };
    }
}
