package io.bhiv.load.report;

import java.util.Locale;

/** One measured number with its unit; the unit of a count is empty. */
public record Figure(String name, double value, String unit) {

    @Override
    public String toString() {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        String number = String.format(Locale.ROOT, whole ? "%,.0f" : "%,.2f", value);
        return String.format(Locale.ROOT, "  %-44s %14s %s", name, number, unit).stripTrailing();
    }
}
