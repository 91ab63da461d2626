package io.bhiv.trigger.night;

import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A night that is not evaluated yet: at most one value per metric, one spot value of RMSSD, and the tags. For one thread. */
public final class OpenNight {

    private final int night;
    private final @Nullable Candidate[] candidates = new @Nullable Candidate[Metric.COUNT];
    private final EnumSet<Tag> tags = EnumSet.noneOf(Tag.class);
    private @Nullable Candidate spot;
    private long firstMillis = Long.MAX_VALUE;

    public OpenNight(int night) {
        this.night = night;
    }

    public int night() {
        return night;
    }

    public Set<Tag> tags() {
        return tags;
    }

    /** When the first value reached us, where there is one. */
    public long firstMillis() {
        return firstMillis;
    }

    /** Whether it has a value and not tags alone. */
    public boolean isMeasured() {
        return firstMillis != Long.MAX_VALUE;
    }

    public void tag(Tag tag) {
        tags.add(tag);
    }

    /**
     * Takes a value in.
     *
     * @param current the stream that the metric's baseline is of; it is preferred to any other
     */
    public void take(Observation one, @Nullable Stream current, Parameters parameters) {
        long received = one.receivedAt().toEpochMilli();
        firstMillis = Math.min(firstMillis, received);
        Stream stream = Stream.of(one, parameters);
        Candidate next = new Candidate(one.value(), stream, one.isFinal(), one.backfilled(), received, one.origin());
        if (one.context() == MeasurementContext.SPOT) {
            // Which spot value corrects which is not known: the lowest is what the fixed rule would have fired on.
            spot = spot == null || next.value() < spot.value() ? next : spot;
            return;
        }
        int metric = one.metric().index();
        Candidate before = candidates[metric];
        if (before == null || isBetter(next, before, current)) {
            candidates[metric] = next;
        }
    }

    /** Takes back what reached us by then of an origin. A night that has no other value then waits for one again. */
    public void withdraw(int origin, long untilMillis) {
        boolean any = false;
        for (int metric = 0; metric < Metric.COUNT; metric++) {
            candidates[metric] = without(origin, untilMillis, candidates[metric]);
            any |= candidates[metric] != null;
        }
        spot = without(origin, untilMillis, spot);
        if (!any && spot == null) {
            firstMillis = Long.MAX_VALUE;
        }
    }

    private static @Nullable Candidate without(int origin, long untilMillis, @Nullable Candidate candidate) {
        return candidate == null || (candidate.origin() == origin && candidate.receivedMillis() <= untilMillis)
                ? null
                : candidate;
    }

    /** Whether it has a value of this origin that reached us after this. */
    public boolean hasLater(int origin, long millis) {
        for (Candidate candidate : candidates) {
            if (isLater(candidate, origin, millis)) {
                return true;
            }
        }
        return isLater(spot, origin, millis);
    }

    private static boolean isLater(@Nullable Candidate candidate, int origin, long millis) {
        return candidate != null && candidate.origin() == origin && candidate.receivedMillis() > millis;
    }

    /** Whether neither a value nor a tag is there. */
    public boolean isEmpty() {
        return !isMeasured() && tags.isEmpty();
    }

    private static boolean isBetter(Candidate next, Candidate before, @Nullable Stream current) {
        if (next.stream().equals(before.stream())) {
            return before.isReplacedBy(next);
        }
        if (before.stream().equals(current) || next.stream().equals(current)) {
            return next.stream().equals(current);
        }
        return next.stream().isPreferredTo(before.stream());
    }

    public boolean hasFinal(Metric metric) {
        Candidate candidate = candidates[metric.index()];
        return candidate != null && candidate.isFinal();
    }

    /** What the value of a metric was read from; 0 where there is none, or where it cannot be withdrawn. */
    public int origin(Metric metric) {
        Candidate candidate = candidates[metric.index()];
        return candidate == null ? 0 : candidate.origin();
    }

    /** When the value of a metric reached us, where there is one. */
    public long receivedMillis(Metric metric) {
        Candidate candidate = candidates[metric.index()];
        return candidate == null ? Long.MAX_VALUE : candidate.receivedMillis();
    }

    /** The value of a metric; NaN where there is none. */
    public double value(Metric metric) {
        Candidate candidate = candidates[metric.index()];
        return candidate == null ? Double.NaN : candidate.value();
    }

    public @Nullable Stream stream(Metric metric) {
        Candidate candidate = candidates[metric.index()];
        return candidate == null ? null : candidate.stream();
    }

    /** The lowest spot value of RMSSD; NaN where there is none. */
    public double spotValue() {
        return spot == null ? Double.NaN : spot.value();
    }

    public @Nullable Stream spotStream() {
        return spot == null ? null : spot.stream();
    }

    /** Whether all of its values were fetched for the past. */
    public boolean isBackfilled() {
        boolean live = spot != null && !spot.backfilled();
        boolean any = spot != null;
        for (Candidate candidate : candidates) {
            any |= candidate != null;
            live |= candidate != null && !candidate.backfilled();
        }
        return any && !live;
    }

    public void write(StateWriter out) {
        out.number(night);
        out.number(firstMillis);
        out.number(tags.size());
        tags.forEach(tag -> out.octet(tag.index()));
        for (Candidate candidate : candidates) {
            write(candidate, out);
        }
        write(spot, out);
    }

    private static void write(@Nullable Candidate candidate, StateWriter out) {
        out.flag(candidate != null);
        if (candidate != null) {
            candidate.write(out);
        }
    }

    /** {@code hasOrigins} is false for what was written before values had origins. */
    public static OpenNight read(StateReader in, boolean hasOrigins) {
        OpenNight open = new OpenNight(in.number(Integer.MIN_VALUE, Integer.MAX_VALUE));
        open.firstMillis = in.number();
        int tags = in.number(0, Tag.COUNT);
        for (int i = 0; i < tags; i++) {
            open.tags.add(Tag.at(in.ordinal(Tag.COUNT)));
        }
        for (int metric = 0; metric < Metric.COUNT; metric++) {
            open.candidates[metric] = readCandidate(in, hasOrigins);
        }
        open.spot = readCandidate(in, hasOrigins);
        return open;
    }

    private static @Nullable Candidate readCandidate(StateReader in, boolean hasOrigins) {
        return in.flag() ? Candidate.read(in, hasOrigins) : null;
    }
}
