package io.bhiv.biometric.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.timing.TimingLeak;
import io.bhiv.rules.timing.TimingLeak.Guess;
import io.bhiv.rules.timing.TimingLeak.Kind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the time of a comparison depends on how much of a wrong digest is right.
 *
 * <p>The control is the same code with a comparison that stops at the first wrong byte: the test must see it, or it would see nothing.
 */
@Tag("timing")
class ConstantTimeTest {

    private static final int SAMPLES = Integer.getInteger("biometric.timing.samples", 200_000);
    private static final long SEED = Long.getLong("biometric.timing.seed", 1);
    private static final byte[] PREFIX = "1783233675.".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "development-only";

    /** Whether the claimed digest is the right one. */
    private interface Comparison {

        boolean matches(byte[] claimed);
    }

    @Test
    void theComparisonOfSignaturesDoesNotSayHowMuchIsRight() {
        SigningKeys keys = new SigningKeys(List.of(SECRET));

        assertThat(apart(claimed -> keys.match(PREFIX, BODY, List.of(claimed)) != SigningKeys.NONE))
                .isLessThan(TimingLeak.VISIBLE);
    }

    @Test
    void aComparisonThatStopsAtTheFirstWrongByteIsSeen() {
        assertThat(apart(ConstantTimeTest::stopsEarly)).isGreaterThan(TimingLeak.VISIBLE);
    }

    private static boolean stopsEarly(byte[] claimed) {
        byte[] right = digest();
        for (int at = 0; at < right.length; at++) {
            if (right[at] != claimed[at]) {
                return false;
            }
        }
        return true;
    }

    private static double apart(Comparison comparison) {
        return TimingLeak.apart(() -> guess(comparison), SAMPLES, SEED);
    }

    private static Guess guess(Comparison comparison) {
        byte[] right = digest();
        byte[] claimed = right.clone();
        return new Guess() {
            @Override
            public void prepare(Kind kind) {
                System.arraycopy(right, 0, claimed, 0, right.length);
                claimed[kind == Kind.WRONG_AT_THE_START ? 0 : right.length - 1] ^= 1;
            }

            @Override
            public boolean isAccepted(Kind kind) {
                return comparison.matches(claimed);
            }
        };
    }

    private static byte[] digest() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(PREFIX);
            return mac.doFinal(BODY);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
