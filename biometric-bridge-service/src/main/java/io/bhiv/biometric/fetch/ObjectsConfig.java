package io.bhiv.biometric.fetch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;

/** How the objects that notices of Oura and WHOOP name are read. */
@ConfigMapping(prefix = "bridge.biometric.fetch.objects")
public interface ObjectsConfig {

    /** Pause between a notice and the fetch: one fetch then serves all notices of the same object. */
    @WithDefault("5s")
    Duration pause();

    /** How often due objects are looked for. */
    @WithDefault("1s")
    Duration interval();

    /** Objects of one provider that a replica reads at once. */
    @WithDefault("16")
    @Min(1)
    @Max(200)
    int parallel();

    /** Time one call may take in all. */
    @WithDefault("15s")
    Duration timeout();

    /** How long one replica may work on an object; longer than all calls for it together. */
    @WithDefault("2M")
    Duration claim();

    /** Largest answer. */
    @WithDefault("4M")
    MemorySize largestAnswer();

    /** Pauses after each time that an object was not found; after the last it is parked as {@code OBJECT_NOT_FOUND}. */
    @WithDefault("30s,2M,10M,1H")
    List<Duration> notFoundPauses();

    /** Pauses after each time that an object was without its score; after the last it is parked as {@code OBJECT_NOT_SCORED}. */
    @WithDefault("1M,5M,15M,1H,2H,4H,8H,8H")
    List<Duration> notScoredPauses();

    /**
     * How long a provider is not called after five calls in a row have failed; then one call tries whether it is back, for as long at
     * most: at least the time of a call.
     */
    @WithDefault("60s")
    Duration breakerOpenFor();

    /** First pause after a call that failed; doubles up to 15 minutes. */
    @WithDefault("10s")
    Duration failurePause();

    /** Calls for one object that failed in a row after which it is parked as {@code OBJECT_UNREACHABLE}. */
    @WithDefault("100")
    @Min(1)
    int maxFailures();

    /** Answers for one object that cannot be read after which it is parked as {@code OBJECT_UNREADABLE}. */
    @WithDefault("3")
    @Min(1)
    int maxUnreadable();
}
