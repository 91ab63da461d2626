package io.bhiv.kit.insight;

import java.time.Duration;

/**
 * The time between two comparisons of a tally with its rows: what {@link TallyConfig#every} says, and longer where comparisons would take
 * more than their share of the time.
 *
 * <p>The shorter of the last two counts. The first of a process reads what is in no cache yet, and each may have waited for a busy machine;
 * a page that showed old figures for minutes after every start would be worse than one comparison too many.
 */
final class ComparisonPause {

    private static final Duration LONGEST = Duration.ofMinutes(8);

    private final Duration every;
    private final int share;
    private Duration before = Duration.ZERO;

    /** @param share largest share of the time that comparisons take, 1 to 100 percent */
    ComparisonPause(Duration every, int share) {
        this.every = every;
        this.share = share;
    }

    /** Counted from the begin of a comparison that took so long. */
    Duration after(Duration took) {
        Duration usual = shorter(took, before);
        before = took;
        Duration fair = usual.multipliedBy(100).dividedBy(share);
        Duration bounded = shorter(fair, LONGEST);
        return bounded.compareTo(every) > 0 ? bounded : every;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
