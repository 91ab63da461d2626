package io.bhiv.play.document;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers with as many digits as the providers give. */
final class Rounded {

    private Rounded() {}

    static double to(int digits, double exact) {
        return BigDecimal.valueOf(exact)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .doubleValue();
    }

    static int whole(double exact) {
        return Math.toIntExact(Math.round(exact));
    }

    /** A score between 1 and 100. */
    static int score(double exact) {
        return Math.clamp(Math.round(exact), 1, 100);
    }
}
