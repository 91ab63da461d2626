package io.bhiv.insight.picture;

/** A series of counts. */
public record CountKey(String service, String intake, String outcome, String reason) {

    /** How many reports of a service arrived: a minute without any is a gap in its charts, not a zero. */
    public static CountKey reports(String service) {
        return new CountKey(service, "", "reports", "");
    }
}
