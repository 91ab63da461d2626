package io.bhiv.core.api;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StorableTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A time up to which something is chosen, as a query parameter. */
final class UntilParameter {

    private UntilParameter() {}

    static @Nullable Instant read(String name, @Nullable String text) {
        Instant time = text == null ? null : StorableTime.read(text);
        if (text != null && time == null) {
            throw Problem.of(ProblemType.MALFORMED, name + " is a time in UTC: 2026-03-01T02:00:00Z")
                    .asException();
        }
        return time;
    }
}
