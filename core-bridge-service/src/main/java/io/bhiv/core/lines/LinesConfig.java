package io.bhiv.core.lines;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;

/** The JSON-line logs. */
@ConfigMapping(prefix = "bridge.core.logs")
public interface LinesConfig {

    /** Folder of {@code logs/} and {@code insight/}; the working directory unless set. */
    @WithDefault(".")
    Path home();

    /** Size at which a file is rotated. */
    @WithDefault("64M")
    MemorySize maxSize();

    /** Age at which a file is rotated. */
    @WithDefault("24h")
    Duration maxAge();

    /** Old files kept per log. */
    @WithDefault("7")
    @Min(1)
    @Max(1_000)
    int keep();

    /** Lines that may wait for the disk, per log; more are dropped and counted. */
    @WithDefault("20000")
    @Min(1)
    int queue();

    /** How often a line of figures goes to {@code logs/metrics.jsonl}. */
    @WithDefault("10s")
    Duration metricsEvery();
}
