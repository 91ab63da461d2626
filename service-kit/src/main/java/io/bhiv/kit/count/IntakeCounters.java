package io.bhiv.kit.count;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one intake. Counting allocates nothing and never waits; any thread may count.
 *
 * @param <R> why this intake refuses
 * @param <P> why this intake parks
 */
@SuppressWarnings("EnumOrdinal") // Arrays by ordinal: no look-up that could miss, and no allocation.
public final class IntakeCounters<R extends Enum<R> & Reason, P extends Enum<P> & Reason> {

    /** The metric that all of them are. */
    public static final String METRIC = "bridge.events";

    private final String intake;
    private final R[] refusals;
    private final P[] parkings;
    private final Reason[] rules;
    private final LongAdder[] outcomes = adders(Outcome.values().length);
    private final LongAdder[] refused;
    private final LongAdder[] parked;
    private final LongAdder[] dropped;

    /**
     * Counters that no registry shows yet.
     *
     * @param intake value of the label {@code intake}, in lower case with hyphens: {@code oura-webhook}
     */
    public IntakeCounters(String intake, Class<R> refusals, Class<P> parkings) {
        this(intake, refusals, parkings, Reason.None.class);
    }

    /**
     * The same of an intake that drops by rule.
     *
     * @param rules all by which it may drop
     */
    public <D extends Enum<D> & Reason> IntakeCounters(
            String intake, Class<R> refusals, Class<P> parkings, Class<D> rules) {
        this.intake = intake;
        this.refusals = refusals.getEnumConstants();
        this.parkings = parkings.getEnumConstants();
        this.rules = rules.getEnumConstants();
        this.refused = adders(this.refusals.length);
        this.parked = adders(this.parkings.length);
        this.dropped = adders(this.rules.length);
    }

    /** Shows all counters in the registry; every series exists from the start, at 0. */
    public IntakeCounters<R, P> register(MeterRegistry meters) {
        each((of, outcome, reason, count) -> FunctionCounter.builder(METRIC, count, LongAdder::doubleValue)
                .description("Events of an intake by what happened to them")
                .tags("intake", of, "outcome", outcome, "reason", reason)
                .register(meters));
        return this;
    }

    public void received(long events) {
        count(Outcome.RECEIVED, events);
    }

    public void refused(R reason, long events) {
        refused[reason.ordinal()].add(events);
    }

    public void duplicate(long events) {
        count(Outcome.DUPLICATE, events);
    }

    public void stored(long events) {
        count(Outcome.STORED, events);
    }

    public void published(long events) {
        count(Outcome.PUBLISHED, events);
    }

    public void parked(P reason, long events) {
        parked[reason.ordinal()].add(events);
    }

    /** Counts events that were parked or dead and are pending again. */
    public void released(long events) {
        count(Outcome.RELEASED, events);
    }

    /** Counts events that a rule dropped, one of those that the counters were made with. */
    public <D extends Enum<D> & Reason> void droppedByRule(D rule, long events) {
        if (rule.ordinal() >= rules.length || rules[rule.ordinal()] != rule) {
            throw new IllegalArgumentException(intake + " does not drop by " + rule);
        }
        dropped[rule.ordinal()].add(events);
    }

    public void dead(long events) {
        count(Outcome.DEAD, events);
    }

    /** All counts. Not one moment in time while events are counted. */
    public Balance balance() {
        return new Balance(
                sum(Outcome.RECEIVED),
                sum(refused),
                sum(Outcome.DUPLICATE),
                sum(Outcome.STORED),
                sum(Outcome.PUBLISHED),
                sum(parked),
                sum(Outcome.RELEASED),
                sum(dropped),
                sum(Outcome.DEAD));
    }

    /** Each counter, with the labels that it has in a registry. */
    public void each(Visitor visitor) {
        for (Outcome outcome : Outcome.values()) {
            switch (outcome) {
                case REFUSED -> each(visitor, outcome, refusals, refused);
                case PARKED -> each(visitor, outcome, parkings, parked);
                case DROPPED_BY_RULE -> each(visitor, outcome, rules, dropped);
                case RECEIVED, DUPLICATE, STORED, PUBLISHED, RELEASED, DEAD ->
                    visitor.see(intake, outcome.wireName(), "", outcomes[outcome.ordinal()]);
            }
        }
    }

    /** Looks at one counter. */
    public interface Visitor {
        void see(String intake, String outcome, String reason, LongAdder count);
    }

    private void each(Visitor visitor, Outcome outcome, Reason[] reasons, LongAdder[] counts) {
        for (int i = 0; i < reasons.length; i++) {
            visitor.see(intake, outcome.wireName(), reasons[i].wireName(), counts[i]);
        }
    }

    private void count(Outcome outcome, long events) {
        outcomes[outcome.ordinal()].add(events);
    }

    private long sum(Outcome outcome) {
        return outcomes[outcome.ordinal()].sum();
    }

    private static long sum(LongAdder[] adders) {
        return Arrays.stream(adders).mapToLong(LongAdder::sum).sum();
    }

    private static LongAdder[] adders(int size) {
        LongAdder[] adders = new LongAdder[size];
        Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }
}
