package io.bhiv.core.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits of updates over HTTP. */
@ConfigMapping(prefix = "bridge.core.update")
public interface UpdateConfig {

    /** Largest body of a single update: 1 MiB of data, 64 KiB of further fields, and the rest of the object. */
    @WithDefault("1100K")
    MemorySize maxBody();

    /** Updates in one batch request. */
    @WithDefault("500")
    @Min(1)
    @Max(5_000)
    int batch();
}
