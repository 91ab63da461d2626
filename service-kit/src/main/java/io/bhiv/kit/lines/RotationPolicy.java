package io.bhiv.kit.lines;

import java.time.Duration;

/**
 * When a log file is rotated, and how many old ones are kept.
 *
 * @param bytes size at which it is rotated
 * @param age age at which it is rotated
 * @param keep old files kept, named {@code name.1} (newest) to {@code name.N}
 */
public record RotationPolicy(long bytes, Duration age, int keep) {

    public RotationPolicy {
        if (bytes < 1 || age.isNegative() || age.isZero() || keep < 1) {
            throw new IllegalArgumentException("a rotation needs a positive size, age and number of files");
        }
    }
}
