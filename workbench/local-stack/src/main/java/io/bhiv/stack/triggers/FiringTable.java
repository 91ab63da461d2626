package io.bhiv.stack.triggers;

import io.bhiv.trigger.NightResult;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import java.io.PrintWriter;
import java.util.List;

/** Firings and notifications as CSV, in the order in which they were evaluated. */
record FiringTable(PrintWriter out, boolean explains) {

    private static final String COLUMNS = "user,night,kind,rule,severity,recommendation,status";

    void head() {
        out.print(explains ? COLUMNS + ",reason,trigger_id,explanation\n" : COLUMNS + "\n");
    }

    void rows(String user, List<NightResult> nights) {
        for (NightResult night : nights) {
            for (Outcome outcome : night.outcomes()) {
                String reason =
                        outcome instanceof Outcome.Suppressed one ? one.reason().wireName() : "";
                row(user, "firing", outcome.trigger(), reason);
            }
            night.notification().ifPresent(trigger -> row(user, "notification", trigger, ""));
        }
    }

    private void row(String user, String kind, Trigger trigger, String reason) {
        StringBuilder row = new StringBuilder(cell(user))
                .append(',')
                .append(trigger.night())
                .append(',')
                .append(kind)
                .append(',')
                .append(trigger.rule())
                .append(',')
                .append(trigger.severity())
                .append(',')
                .append(trigger.recommendation().wireName())
                .append(',')
                .append(trigger.status());
        if (explains) {
            row.append(',')
                    .append(reason)
                    .append(',')
                    .append(trigger.triggerId())
                    .append(',')
                    .append(cell(trigger.explanation()));
        }
        out.print(row.append('\n'));
    }

    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
