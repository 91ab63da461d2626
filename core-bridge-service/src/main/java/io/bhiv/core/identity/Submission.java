package io.bhiv.core.identity;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One update as a module sent it, checked.
 *
 * @param sessionId null where the module named none
 * @param data the bytes of the JSON object {@code data}
 * @param extra the bytes of further fields as {@code "name":value} pairs with commas between; empty where none
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes of a request: never compared, never changed.
public record Submission(String module, @Nullable String sessionId, byte[] data, byte[] extra) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Submission that
                && module.equals(that.module)
                && java.util.Objects.equals(sessionId, that.sessionId)
                && Arrays.equals(data, that.data)
                && Arrays.equals(extra, that.extra);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    /** Never shows what was sent. */
    @Override
    public String toString() {
        return "Submission[" + module + "]";
    }
}
