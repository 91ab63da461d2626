package io.bhiv.biometric.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the time of a comparison depends on how much of a wrong digest is right, by Welch's t-test over interleaved measurements.
 *
 * <p>The control is the same code with a comparison that stops at the first wrong byte: the test must see it, or it would see nothing.
 */
@Tag("timing")
class ConstantTimeTest {

    private static final int SAMPLES = Integer.getInteger("biometric.timing.samples", 200_000);
    private static final long SEED = Long.getLong("biometric.timing.seed", 1);
    private static final double LEAKS_ABOVE = 10;
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

        double t = t(claimed -> keys.match(PREFIX, BODY, List.of(claimed)) != SigningKeys.NONE);

        assertThat(Math.abs(t)).isLessThan(LEAKS_ABOVE);
    }

    @Test
    void aComparisonThatStopsAtTheFirstWrongByteIsSeen() {
        assertThat(t(ConstantTimeTest::stopsEarly)).isGreaterThan(LEAKS_ABOVE);
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

    /** Of the time for digests that differ in their last byte against that for digests that differ in their first. */
    private static double t(Comparison comparison) {
        byte[] right = digest();
        byte[] wrongAtTheEnd = right.clone();
        wrongAtTheEnd[right.length - 1] ^= 1;
        byte[] wrongAtTheStart = right.clone();
        wrongAtTheStart[0] ^= 1;
        Random random = new Random(SEED);
        measure(comparison, wrongAtTheStart, wrongAtTheEnd, random);
        long[][] times = measure(comparison, wrongAtTheStart, wrongAtTheEnd, random);
        return welch(withoutOutliers(times[1]), withoutOutliers(times[0]));
    }

    private static long[][] measure(Comparison comparison, byte[] first, byte[] second, Random random) {
        long[][] times = new long[2][SAMPLES];
        int[] taken = new int[2];
        byte[] claimed = new byte[first.length];
        while (taken[0] < SAMPLES && taken[1] < SAMPLES) {
            int kind = random.nextInt(2);
            System.arraycopy(kind == 0 ? first : second, 0, claimed, 0, claimed.length);
            long begun = System.nanoTime();
            boolean matched = comparison.matches(claimed);
            long took = System.nanoTime() - begun;
            if (matched) {
                throw new IllegalStateException("a wrong digest matched");
            }
            times[kind][taken[kind]++] = took;
        }
        return new long[][] {Arrays.copyOf(times[0], taken[0]), Arrays.copyOf(times[1], taken[1])};
    }

    /** The faster nine tenths: what is slower was interrupted. */
    private static long[] withoutOutliers(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return Arrays.copyOf(sorted, sorted.length * 9 / 10);
    }

    private static double welch(long[] one, long[] other) {
        double difference = mean(one) - mean(other);
        return difference / Math.sqrt(variance(one) / one.length + variance(other) / other.length);
    }

    private static double mean(long[] times) {
        return Arrays.stream(times).average().orElseThrow();
    }

    private static double variance(long[] times) {
        double mean = mean(times);
        return Arrays.stream(times)
                        .mapToDouble(time -> (time - mean) * (time - mean))
                        .sum()
                / (times.length - 1);
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
