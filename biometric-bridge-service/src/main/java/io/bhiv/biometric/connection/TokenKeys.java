package io.bhiv.biometric.connection;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether tokens can be sealed with what is configured. */
public final class TokenKeys {

    private TokenKeys() {}

    /** @throws IllegalArgumentException with what is wrong with the keys */
    static TokenSeal read(ConnectConfig config) {
        Path current = config.keyFile().orElseThrow(() -> new IllegalArgumentException("no key seals tokens at rest"));
        return TokenSeal.of(current, config.previousKeyFiles().orElse(List.of()));
    }

    /** What is wrong with the keys, fit to be shown; null where nothing is. */
    public static @Nullable String problem(ConnectConfig config) {
        try {
            read(config);
            return null;
        } catch (IllegalArgumentException wrong) {
            return wrong.getMessage();
        }
    }
}
