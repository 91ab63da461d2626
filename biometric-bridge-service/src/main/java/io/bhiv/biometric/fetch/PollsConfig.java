package io.bhiv.biometric.fetch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;

/** What is read without a notice: the past of a new connection, and what notices may have missed. */
@ConfigMapping(prefix = "bridge.biometric.fetch.polls")
public interface PollsConfig {

    /** Types of Oura that are subscribed to, filled back and polled. */
    @WithDefault("sleep,daily_sleep,daily_readiness,daily_activity,daily_spo2,daily_stress,daily_resilience,"
            + "daily_cardiovascular_age,vo2_max,workout,session,enhanced_tag")
    List<String> ouraTypes();

    /**
     * Types of Oura that are rows of samples: polled alone, for there are no notices of them. {@code interbeat_interval} is the other one:
     * every heartbeat, some hundred thousand rows a day.
     */
    @WithDefault("heartrate")
    List<String> ouraSampleTypes();

    /** Types of WHOOP that are filled back and polled; there are no notices of cycles. */
    @WithDefault("sleep,recovery,workout,cycle")
    List<String> whoopTypes();

    /** Days of the past that are read when a person connects; 0 for none. */
    @WithDefault("90")
    @Min(0)
    @Max(3650)
    int backfillDays();

    /** The same for samples; a night's are in its sleep as well. */
    @WithDefault("7")
    @Min(0)
    @Max(3650)
    int sampleBackfillDays();

    /** Days that are filled back at a time; of samples it is always one. */
    @WithDefault("30")
    @Min(1)
    @Max(90)
    int chunkDays();

    /** Days before the last poll that a poll reads again, for what was recorded late or missed. */
    @WithDefault("3")
    @Min(1)
    @Max(30)
    int lookBackDays();

    /** Time between polls of one type of one connection. */
    @WithDefault("24H")
    Duration interval();

    /** Without a notice of any type of a connection for this long, its polls come more often: notices may be lost. */
    @WithDefault("36H")
    Duration silentAfter();

    /** Time between polls of one type of a silent connection. */
    @WithDefault("1H")
    Duration silentInterval();

    /** Without a notice for this long the person is taken for inactive, and polls come at {@code interval} again. */
    @WithDefault("14D")
    Duration inactiveAfter();

    /** How often a due poll is looked for. */
    @WithDefault("5s")
    Duration lookEvery();
}
