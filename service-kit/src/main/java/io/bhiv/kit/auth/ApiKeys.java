package io.bhiv.kit.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the key that was sent among the configured hashes, in constant time. */
@ApplicationScoped
class ApiKeys {

    /** A caller that showed a valid key. */
    record Caller(String name, Set<String> roles) {}

    private record Stored(String name, byte[] sha256, Set<String> roles) {}

    private final List<Stored> keys;

    ApiKeys(AuthConfig config) {
        this.keys = config.keys().entrySet().stream()
                .flatMap(entry -> stored(entry).stream())
                .toList();
    }

    private static Optional<Stored> stored(Map.Entry<String, AuthConfig.Key> entry) {
        return entry.getValue()
                .sha256()
                .filter(hex -> hex.length() == 64)
                .map(hex -> new Stored(
                        entry.getKey(),
                        HexFormat.of().parseHex(hex),
                        Set.copyOf(entry.getValue().roles())));
    }

    /** Compares with every stored hash, so that the time taken tells nothing about which one came close. */
    Optional<Caller> find(String key) {
        byte[] sent = sha256(key);
        Optional<Caller> found = Optional.empty();
        for (Stored stored : keys) {
            if (MessageDigest.isEqual(stored.sha256(), sent)) {
                found = Optional.of(new Caller(stored.name(), stored.roles()));
            }
        }
        return found;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
