package io.bhiv.kit.log;

import io.bhiv.kit.store.StoreFailure;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Describes a failure without quoting its message: a message of the database may quote the values of a row, one of a parser the text it could
 * not read.
 */
public final class SafeFailure {

    private static final String OURS = "io.bhiv.";

    private SafeFailure() {}

    /** Its kind, and the innermost step of ours on the way to it: {@code PgException/22021 at io.bhiv...}. */
    public static String describe(Throwable failure) {
        return StoreFailure.summary(failure) + " at " + place(failure);
    }

    private static String place(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .flatMap(cause -> Arrays.stream(cause.getStackTrace()))
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("no step of ours");
    }
}
