package io.bhiv.kit.insight;

import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;

/**
 * Something rare, before it becomes an event of this replica.
 *
 * @param subject the intake, module, job, loop or destination; never a person
 * @param reason from an enum, or the class of a failure; may be empty
 * @param detail for a person; never a body, a measurement or a token
 * @param count how many of them
 */
public record RareEvent(Kind kind, Severity severity, String subject, String reason, String detail, long count) {

    private static final int LONGEST = 200;

    public RareEvent {
        subject = limited(subject);
        reason = limited(reason);
        detail = limited(detail);
    }

    public static RareEvent of(Kind kind, Severity severity, String subject, String reason) {
        return new RareEvent(kind, severity, subject, reason, "", 1);
    }

    private static String limited(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
