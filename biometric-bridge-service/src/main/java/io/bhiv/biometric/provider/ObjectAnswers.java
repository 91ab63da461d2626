package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.ObjectApi.Body;
import io.bhiv.biometric.provider.ObjectApi.Missing;
import io.bhiv.biometric.provider.ObjectApi.Next;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What answers of every provider have in common. */
public final class ObjectAnswers {

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_VERSION = 64;

    private ObjectAnswers() {}

    /** What a status other than 200 means; {@code quota} is the pause that a 429 asks for. */
    public static Next refused(int status, Duration quota) {
        return switch (status) {
            case 401 -> new Next.TokenRefused();
            case 403 -> new Next.Denied();
            case 404 -> new Next.NotYet(Missing.NOT_FOUND);
            case 429 -> new Next.Throttled(quota);
            default -> status >= 500 || status == 408 ? new Next.Unavailable(status) : new Next.Broken(status);
        };
    }

    /** Whether an id can stand in a path: ids come from notices, and must lead nowhere else. */
    public static boolean isPlain(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
    }

    /** A body whose version is the time of its last change. */
    public static Body body(byte[] bytes, JsonNode changedAt) {
        String text =
                changedAt.isTextual() && changedAt.asText().length() <= LONGEST_VERSION ? changedAt.asText() : null;
        Long millis = text == null ? null : millis(text);
        return new Body(bytes, millis == null ? null : text, millis);
    }

    private static @Nullable Long millis(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException unreadable) {
            return null;
        }
    }
}
