package io.bhiv.biometric.fetch;

import io.bhiv.kit.loop.InFlightWork;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Whatever is being fetched. When the service stops it may end, and what has not ended after a moment is released: other replicas fetch
 * it at once, and the end of this process counts neither as an attempt nor as a crash.
 */
@ApplicationScoped
class FetchesUnderWay {

    /** After the loops and the relay, which hand fetches over until they have stopped. */
    public static final int END = 3_000;

    private static final Duration LAST_FETCHES = Duration.ofSeconds(3);
    private static final Duration RELEASING = Duration.ofSeconds(1);

    private final InFlightWork underWay = new InFlightWork();

    /** A claim with all that follows from it. */
    <T> Uni<T> claiming(Supplier<Uni<T>> turn, T atTheEnd) {
        return underWay.count(() -> underWay.isEnding() ? Uni.createFrom().item(atTheEnd) : turn.get());
    }

    /** @param release gives the claim back as if nothing had been begun */
    Uni<Void> fetching(Supplier<Uni<Void>> fetch, Supplier<Uni<Void>> release) {
        // A release is not broken off: it would be sent twice, and would take back what others have counted.
        return underWay.count(() -> underWay.isEnding() ? release.get() : underWay.count(fetch, release));
    }

    void end(@Observes @Priority(END) ShutdownEvent stopping) {
        if (!underWay.end(LAST_FETCHES, RELEASING)) {
            Log.info("Some fetches could not be released; they are due when their claims end");
        }
    }
}
