package io.bhiv.kit.auth;

import io.bhiv.kit.hash.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Finds the key that was sent among the configured hashes, in constant time. */
@ApplicationScoped
class ApiKeys {

    /**
     * The owner of a valid key.
     *
     * @param origins web origins from which a publishable key is accepted; empty for a secret key
     * @param rate requests per second, unlimited where empty
     */
    record Caller(String name, Set<String> roles, boolean publishable, Set<String> origins, OptionalInt rate) {}

    private record Stored(byte[] sha256, Caller caller) {}

    private final List<Stored> keys;

    ApiKeys(AuthConfig config) {
        this.keys = config.keys().entrySet().stream()
                .flatMap(entry -> stored(entry).stream())
                .toList();
    }

    private static Optional<Stored> stored(Map.Entry<String, AuthConfig.Key> entry) {
        AuthConfig.Key key = entry.getValue();
        return key.sha256()
                .filter(hex -> hex.length() == 64)
                .map(hex -> new Stored(
                        HexFormat.of().parseHex(hex),
                        new Caller(
                                entry.getKey(),
                                Set.copyOf(key.roles()),
                                key.publishable(),
                                Set.copyOf(key.origins().orElse(List.of())),
                                key.rate())));
    }

    /** Compares with every stored hash, so that the time taken does not depend on which one is close. */
    Optional<Caller> find(String key) {
        Sha256 sent = Sha256.of(key);
        Optional<Caller> found = Optional.empty();
        for (Stored stored : keys) {
            if (sent.matches(stored.sha256())) {
                found = Optional.of(stored.caller());
            }
        }
        return found;
    }

    /** Every origin from which some publishable key is accepted. */
    List<String> origins() {
        return keys.stream()
                .flatMap(stored -> stored.caller().origins().stream())
                .distinct()
                .toList();
    }
}
