package io.bhiv.core.status.evaluate;

import java.time.Duration;

/**
 * Judges the figures. Late means: something pending is older than {@code patience} and older than ten times the average
 * latency of the last 24 hours, so a bucket that is always slow is usual and one that stopped is not. What waited out an outage is in
 * that average too, so ten times the {@code patience} is late whatever the average is: the next outage would not show else.
 *
 * @param patience age below which nothing pending counts as late
 * @param growth by how much the pending queue may grow within the window; a tenth of what was accepted meanwhile is
 *     always allowed
 * @param pendingLimit pending updates at which intake refuses
 */
public record HealthRules(Duration patience, long growth, long pendingLimit) {

    private static final int UNUSUAL = 10;

    public HealthVerdict judge(HealthFigures figures) {
        if (figures.pending() >= pendingLimit) {
            return new HealthVerdict.Down(
                    "the pending queue reached its limit of " + pendingLimit + ", intake refuses");
        }
        Duration oldest = figures.oldestPending();
        if (oldest != null && oldest.compareTo(lateAfter(figures)) > 0) {
            return new HealthVerdict.Degraded("the oldest pending update has waited " + oldest.toSeconds()
                    + " s, longer than the usual " + lateAfter(figures).toSeconds() + " s at most");
        }
        long allowed = Math.max(growth, figures.acceptedRecently() / 10);
        if (figures.grownBy() > allowed && figures.pending() > allowed) {
            return new HealthVerdict.Degraded(
                    "the pending queue grows: " + figures.grownBy() + " more than were synced lately");
        }
        return new HealthVerdict.Ok();
    }

    private Duration lateAfter(HealthFigures figures) {
        Duration usual = figures.averageLatency24h();
        if (usual == null) {
            return patience;
        }
        Duration unusual = usual.multipliedBy(UNUSUAL);
        Duration longest = patience.multipliedBy(UNUSUAL);
        if (unusual.compareTo(patience) < 0) {
            return patience;
        }
        return unusual.compareTo(longest) < 0 ? unusual : longest;
    }
}
