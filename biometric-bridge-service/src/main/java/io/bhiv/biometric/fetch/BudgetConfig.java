package io.bhiv.biometric.fetch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.List;

/** How many calls our application may make to a provider, all replicas together. */
@ConfigMapping(prefix = "bridge.biometric.fetch.budget")
public interface BudgetConfig {

    /** Limits of Oura's API. They are unpublished; an older text says 5000 in 5 minutes. */
    @WithDefault("5000/5M")
    List<CallLimit> oura();

    /** Limits of WHOOP's API. */
    @WithDefault("100/60s,10000/24H")
    List<CallLimit> whoop();

    /** Part of every limit that polls and back-filling leave to new notices. */
    @WithDefault("0.3")
    @DecimalMin("0")
    @DecimalMax("0.95")
    double reserve();
}
