package io.bhiv.biometric.identity;

import io.bhiv.biometric.json.FlatNotice;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity and order that a small notice carries, or the headers of what carries its data itself.
 *
 * <p>A notice that lacks a part of its identity, or cannot be read, has no delivery id: its bytes then identify it.
 *
 * @param sequence the user whose data it is, where the data is there and its order is not
 */
record NoticeIdentity(
        @Nullable String deliveryId,
        @Nullable Long orderingMillis,
        @Nullable String sequence) {

    static final NoticeIdentity UNKNOWN = new NoticeIdentity(null, null, null);

    private static final int MAX_PART_LENGTH = 128;
    private static final String EVENT_TIME = "event_time";
    private static final List<String> OURA = List.of("user_id", "data_type", "event_type", "object_id", EVENT_TIME);
    private static final List<String> WHOOP = List.of("trace_id", "type", "id");

    /** Without the id, which may name a user. */
    @Override
    public String toString() {
        return "NoticeIdentity[known=" + (deliveryId != null) + ']';
    }

    static NoticeIdentity ofOura(byte[] body) {
        FlatNotice notice = FlatNotice.read(body);
        return notice == null
                ? UNKNOWN
                : new NoticeIdentity(joined(notice, OURA), millis(notice.text(EVENT_TIME, MAX_PART_LENGTH)), null);
    }

    static NoticeIdentity ofWhoop(byte[] body, @Nullable Long signedAtMillis) {
        FlatNotice notice = FlatNotice.read(body);
        return new NoticeIdentity(notice == null ? null : joined(notice, WHOOP), signedAtMillis, null);
    }

    /** The body is looked at only where the order is missing, which is rare. */
    static NoticeIdentity ofTerra(byte[] body, @Nullable String traceId, @Nullable Long orderingMillis) {
        return new NoticeIdentity(traceId, orderingMillis, orderingMillis == null ? terraUser(body) : null);
    }

    static @Nullable String terraUser(byte[] body) {
        FlatNotice user = FlatNotice.readWithin(body, "user");
        FlatNotice named = user == null ? FlatNotice.read(body) : user;
        return named == null ? null : named.text("user_id", MAX_PART_LENGTH);
    }

    /** Null where one of them is missing. */
    private static @Nullable String joined(FlatNotice notice, List<String> names) {
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            String part = notice.text(name, MAX_PART_LENGTH);
            if (part == null) {
                return null;
            }
            parts.add(part.replace("%", "%25").replace("|", "%7C"));
        }
        return String.join("|", parts);
    }

    private static @Nullable Long millis(@Nullable String eventTime) {
        try {
            return eventTime == null
                    ? null
                    : (Long) OffsetDateTime.parse(eventTime).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
