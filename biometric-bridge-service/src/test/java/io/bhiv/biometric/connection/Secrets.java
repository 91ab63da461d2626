package io.bhiv.biometric.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What connecting has brought forth so far, and no log, page or table may show. What a simulated provider makes begins with {@code fake-}. */
final class Secrets {

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
    private static final String OF_A_PROVIDER = "fake-";

    static void add(String secret) {
        if (secret.length() > 20) {
            SEEN.add(secret);
        }
    }

    static void assertNoneIn(String text) {
        assertThat(text).doesNotContain(OF_A_PROVIDER);
        assertThat(SEEN).noneMatch(text::contains);
    }

    /** For {@code LIKE}, as text and as bytes. */
    static String[] patterns() {
        return Stream.concat(SEEN.stream(), Stream.of(OF_A_PROVIDER))
                .flatMap(secret -> Stream.of(secret, HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8))))
                .map(text -> '%' + text + '%')
                .toArray(String[]::new);
    }

    private Secrets() {}
}
