package io.bhiv.biometric.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Oura's handshake: while a subscription is made, Oura asks the callback to echo a challenge.
 *
 * <p>Protocol: right token and a challenge → echo it; wrong token → 401; right token without a challenge → 400.
 */
public sealed interface OuraChallenge {

    /** Oura sends none that is longer. */
    int MAX_CHALLENGE_LENGTH = 1024;

    /** Answer 200 with {@code {"challenge": …}}. */
    record Confirmed(String challenge) implements OuraChallenge {}

    /** Not a subscription of ours. */
    record WrongToken() implements OuraChallenge {}

    /** Ours, but there is nothing to echo. */
    record NoChallenge() implements OuraChallenge {}

    /** Decides without revealing by its timing how much of the token was right. */
    static OuraChallenge answer(String configuredToken, @Nullable String token, @Nullable String challenge) {
        if (configuredToken.isBlank() || token == null || !sameToken(configuredToken, token)) {
            return new WrongToken();
        }
        if (challenge == null || challenge.isEmpty() || challenge.length() > MAX_CHALLENGE_LENGTH) {
            return new NoChallenge();
        }
        return new Confirmed(challenge);
    }

    private static boolean sameToken(String configured, String given) {
        return MessageDigest.isEqual(
                configured.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
