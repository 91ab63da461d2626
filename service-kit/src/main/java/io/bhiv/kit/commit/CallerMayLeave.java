package io.bhiv.kit.commit;

import io.smallrye.mutiny.Uni;

/**
 * Work that a request begins and that does not depend on it: a caller that closes its connection cancels what waits for the answer, and what
 * was stored all the same must be counted and announced.
 */
public final class CallerMayLeave {

    private CallerMayLeave() {}

    /** The same work, which goes on to its end when it is cancelled. */
    public static <T> Uni<T> during(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }
}
