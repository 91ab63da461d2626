package io.bhiv.insight.picture;

/**
 * A series of counts.
 *
 * @param intake of a part of an intake, which the intake's own counts contain: the intake, {@code /} and the part
 */
public record CountKey(String service, String intake, String outcome, String reason) {

    /** How many reports of a service arrived: a minute without any is a gap in its charts, not a zero. */
    public static CountKey reports(String service) {
        return new CountKey(service, "", "reports", "");
    }

    /** Of a module, say, and not of a whole intake. */
    boolean isOfPart() {
        return intake.indexOf('/') >= 0;
    }

    /** The name of the part; empty for a whole intake. */
    public static String partOf(String intake) {
        int before = intake.indexOf('/');
        return before < 0 ? "" : intake.substring(before + 1);
    }
}
