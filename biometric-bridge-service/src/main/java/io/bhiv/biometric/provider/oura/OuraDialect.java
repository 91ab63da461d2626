package io.bhiv.biometric.provider.oura;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.FlatNotice;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.FetchedBody;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Notice;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads Oura's notices, {@code {event_type, data_type, object_id, event_time, user_id}}, and the objects that were fetched for them. */
public final class OuraDialect {

    private static final int MAX_LENGTH = 128;

    private final OuraRecords objects;

    public OuraDialect(FetchedBody bodies) {
        this.objects = new OuraRecords(bodies);
    }

    public Reading read(Delivery delivery) {
        if (delivery.about() != null) {
            return objects.read(delivery, delivery.about());
        }
        FlatNotice notice = FlatNotice.read(delivery.body());
        return notice == null ? new Unreadable(ParkReason.NOT_JSON) : read(notice);
    }

    private static Reading read(FlatNotice notice) {
        String eventType = notice.text("event_type", MAX_LENGTH);
        String dataType = notice.text("data_type", MAX_LENGTH);
        String objectId = notice.text("object_id", MAX_LENGTH);
        String userId = notice.text("user_id", MAX_LENGTH);
        if (eventType == null || dataType == null || objectId == null) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        if (userId == null) {
            return new Reading.NoUser(dataType);
        }
        VendorUser user = new VendorUser(new ProviderUser(Provider.OURA, userId), null, null);
        return switch (eventType) {
            case "create", "update" -> new Notice(user, dataType, objectId, Operation.UPSERT, time(notice));
            case "delete" -> new Notice(user, dataType, objectId, Operation.DELETE, time(notice));
            default -> new Reading.UnknownType("other event type");
        };
    }

    private static @Nullable Instant time(FlatNotice notice) {
        RecordedAt time = RecordedAt.read(notice.text("event_time", MAX_LENGTH));
        return time == null ? null : time.instant();
    }
}
