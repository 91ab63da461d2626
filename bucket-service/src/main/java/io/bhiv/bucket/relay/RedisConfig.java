package io.bhiv.bucket.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/** The Redis that carries hints between replicas. It is optional. */
@ConfigMapping(prefix = "bridge.bucket.redis")
public interface RedisConfig {

    /** Its host, {@code REDIS_HOST} in the environment; without it no Redis is used. */
    Optional<String> host();

    /** Its port, {@code REDIS_PORT} in the environment. */
    @WithDefault("6379")
    @Min(1)
    @Max(65_535)
    int port();

    /** {@code REDIS_USERNAME} in the environment. */
    Optional<String> username();

    /** {@code REDIS_PASSWORD} in the environment. */
    Optional<String> password();

    /** The channel of the hints and the prefix of the counters' key. */
    @WithDefault("bhiv:bucket")
    String prefix();
}
