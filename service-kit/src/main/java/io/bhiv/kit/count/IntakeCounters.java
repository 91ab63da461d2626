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
    private final LongAdder[] outcomes = adders(Outcome.values().length);
    private final LongAdder[] refused;
    private final LongAdder[] parked;

    /**
     * Counters that no registry shows yet.
     *
     * @param intake value of the label {@code intake}, in lower case with hyphens: {@code oura-webhook}
     */
    public IntakeCounters(String intake, Class<R> refusals, Class<P> parkings) {
        this.intake = intake;
        this.refusals = refusals.getEnumConstants();
        this.parkings = parkings.getEnumConstants();
        this.refused = adders(this.refusals.length);
        this.parked = adders(this.parkings.length);
    }

    /** Shows all counters in the registry; every series exists from the start, at 0. */
    public IntakeCounters<R, P> register(MeterRegistry meters) {
        for (Outcome outcome : Outcome.values()) {
            switch (outcome) {
                case REFUSED -> register(meters, outcome, refusals, refused);
                case PARKED -> register(meters, outcome, parkings, parked);
                case RECEIVED, DUPLICATE, STORED, PUBLISHED, RELEASED, DROPPED_BY_RULE, DEAD ->
                    register(meters, outcome, "", outcomes[outcome.ordinal()]);
            }
        }
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

    public void droppedByRule(long events) {
        count(Outcome.DROPPED_BY_RULE, events);
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
                sum(Outcome.DROPPED_BY_RULE),
                sum(Outcome.DEAD));
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

    private <E extends Enum<E> & Reason> void register(
            MeterRegistry meters, Outcome outcome, E[] reasons, LongAdder[] counts) {
        for (E reason : reasons) {
            register(meters, outcome, reason.wireName(), counts[reason.ordinal()]);
        }
    }

    private void register(MeterRegistry meters, Outcome outcome, String reason, LongAdder count) {
        FunctionCounter.builder(METRIC, count, LongAdder::doubleValue)
                .description("Events of an intake by what happened to them")
                .tags("intake", intake, "outcome", outcome.wireName(), "reason", reason)
                .register(meters);
    }

    private static LongAdder[] adders(int size) {
        LongAdder[] adders = new LongAdder[size];
        Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }
}
