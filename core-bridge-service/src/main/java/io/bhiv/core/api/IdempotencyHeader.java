package io.bhiv.core.api;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** What callers put beside a request so that sending it again is harmless. */
public final class IdempotencyHeader {

    public static final String NAME = "Idempotency-Key";

    private static final int LONGEST = 255;

    private IdempotencyHeader() {}

    /** The key as it came, null where there was none; throws the problem where it cannot be one. */
    public static @Nullable String checked(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST)) {
            throw Problem.of(ProblemType.MALFORMED, "An Idempotency-Key has 1 to 255 characters")
                    .asException();
        }
        return key;
    }

    /** The key stands for something else. */
    public static Problem conflict() {
        return Problem.of(ProblemType.CONFLICT, "This Idempotency-Key was used with another body");
    }
}
