package io.bhiv.load.report;

import java.util.Locale;

/**
 * What a figure should be.
 *
 * @param atLeast whether more is better; otherwise {@code wanted} is the most it may be
 */
public record Target(String what, boolean atLeast, double wanted, double measured, String unit) {

    public static Target atLeast(String what, double wanted, double measured, String unit) {
        return new Target(what, true, wanted, measured, unit);
    }

    public static Target atMost(String what, double wanted, double measured, String unit) {
        return new Target(what, false, wanted, measured, unit);
    }

    public boolean isMet() {
        return atLeast ? measured >= wanted : measured <= wanted;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s: %,.1f %s, wanted %s %,.1f",
                isMet() ? "met   " : "MISSED",
                what,
                measured,
                unit,
                atLeast ? "at least" : "at most",
                wanted);
    }
}
