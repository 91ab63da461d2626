package io.bhiv.insight.login;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration of the login as the service reads it. */
public final class LoginConfigs {

    private LoginConfigs() {}

    public static LoginConfig of(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withMapping(LoginConfig.class)
                .build()
                .getConfigMapping(LoginConfig.class);
    }
}
