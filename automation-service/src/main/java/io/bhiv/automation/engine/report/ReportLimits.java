package io.bhiv.automation.engine.report;

/**
 * How much of the reports is kept.
 *
 * @param largest size in bytes at which a file is full
 * @param kept how many run files of one writer are kept; the oldest go first
 */
public record ReportLimits(long largest, int kept) {

    public static final ReportLimits STANDARD = new ReportLimits(16L << 20, 50);
}
