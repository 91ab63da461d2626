package io.bhiv.insight.picture;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** What the page expects. */
@ConfigMapping(prefix = "bridge.insight.page")
public interface PictureConfig {

    /** Services that must report, by name. The verdict is DOWN while one of them is silent. */
    @WithDefault("automation-service,biometric-bridge-service,bucket-service,core-bridge-service")
    Set<String> expected();

    /** Viewers that are sent every change; further ones poll every few seconds instead. */
    @WithDefault("100")
    int viewers();
}
