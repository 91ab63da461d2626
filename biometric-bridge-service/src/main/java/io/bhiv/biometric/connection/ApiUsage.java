package io.bhiv.biometric.connection;

import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** The quota of a provider's API, on which calls that are made for connections draw as well. */
public interface ApiUsage {

    /** Counts a call: zero where it may be made now, else the time after which to try again. */
    Uni<Duration> take(Provider provider);

    /** What the answer states about the quota holds for every replica. */
    Uni<Void> applyHeaders(Provider provider, Answer answer);
}
