package io.bhiv.kit.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may call. */
@ConfigMapping(prefix = "bridge.auth")
public interface AuthConfig {

    /** {@code keys}: a valid key is needed. {@code open}: everybody may do everything; for a laptop and for tests. */
    @WithDefault("keys")
    Mode mode();

    /** The keys by name; the name appears in logs, the key never does. Several are valid at once, so keys can rotate. */
    Map<String, Key> keys();

    enum Mode {
        KEYS,
        OPEN
    }

    interface Key {

        /**
         * SHA-256 of the key, 64 hex digits ({@code printf %s KEY | sha256sum}). Keys are random and long, so a plain hash
         * cannot be reversed by guessing.
         */
        Optional<String> sha256();

        /** Any of {@code ingest, consumer, viewer, operator}. */
        Set<String> roles();
    }
}
