package io.bhiv.play.person;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What a person did by day; null is what they did not. */
public record Daytime(
        Activity activity,
        @Nullable Workout workout,
        @Nullable Night nap,
        @Nullable Session session) {

    /** Without what has not ended by then. */
    Daytime until(Instant now) {
        return new Daytime(
                activity,
                workout != null && hasEnded(workout.end(), now) ? workout : null,
                nap != null && hasEnded(nap.wake(), now) ? nap : null,
                session != null && hasEnded(session.end(), now) ? session : null);
    }

    private static boolean hasEnded(OffsetDateTime end, Instant now) {
        return !end.toInstant().isAfter(now);
    }
}
