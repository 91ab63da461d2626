package io.bhiv.core.api;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** The header {@code Idempotency-Key}: a request sent again with the same key takes effect once. */
public final class IdempotencyHeader {

    public static final String NAME = "Idempotency-Key";

    private static final int LONGEST = 255;

    private IdempotencyHeader() {}

    /** The key as it was sent, null where there was none. Throws the problem where it is blank or too long. */
    public static @Nullable String checked(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST)) {
            throw Problem.of(ProblemType.MALFORMED, "An Idempotency-Key has 1 to 255 characters")
                    .asException();
        }
        return key;
    }

    /** The key was used with another body. */
    public static Problem conflict() {
        return Problem.of(ProblemType.CONFLICT, "This Idempotency-Key was used with another body");
    }
}
