package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.Verification.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One fact stated by headers, perhaps under several names: all statements must agree. */
record Stated(String value, @Nullable Reason reason) {

    static Stated in(RequestHeaders headers, String... names) {
        String found = null;
        for (String name : names) {
            List<String> values = headers.values(name);
            for (String value : values) {
                if (found != null && !found.equals(value)) {
                    return new Stated("", Reason.HEADERS_DISAGREE);
                }
                found = value;
            }
        }
        return found == null ? new Stated("", Reason.MISSING) : new Stated(found, null);
    }
}
