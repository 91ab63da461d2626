package io.bhiv.trigger;

import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.OpenNight;
import io.bhiv.trigger.night.Rejection;
import io.bhiv.trigger.night.Rejection.Reason;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From what arrived for one person to what fired. What it returns depends on its arguments alone, so that the same arrivals after the
 * same state give the same triggers with the same ids, on any machine. Immutable; for any number of threads.
 *
 * <ol>
 *   <li>Each arrival is taken into its open night; one for a closed night corrects the baseline, and a withdrawal takes a value out.
 *   <li>Nights that are over are evaluated, the oldest first; a night waits for those before it.
 *   <li>The new state is returned with the outcomes, and with the time at which the next night closes.
 * </ol>
 */
public final class TriggerEngine {

    /** Part of every trigger id: changes when the same nights may give other triggers. */
    public static final String VERSION = "1";

    private final Parameters parameters;
    private final Intake intake;
    private final NightEvaluation evaluation;

    public TriggerEngine(Mode mode, Parameters parameters) {
        this.parameters = parameters;
        intake = new Intake(mode, parameters);
        evaluation = new NightEvaluation(mode, parameters, VERSION);
    }

    /**
     * Takes what arrived, which may be nothing, in the order of its receipt, and closes what is due.
     *
     * @throws io.bhiv.trigger.state.UnreadableState if the state is of another format
     */
    public Evaluation advance(String user, PersonState before, List<? extends Arrival> arrived, Instant now) {
        int today = (int) LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay();
        Person person = Person.of(before, parameters);
        List<Rejection> rejected = new ArrayList<>();
        // Whoever hands them over may have read them in another order than they came in.
        arrived.stream()
                .sorted(Comparator.comparing(Arrival::receivedAt))
                .forEach(arrival -> accept(person, arrival, today, rejected));
        List<NightResult> nights = new ArrayList<>();
        for (OpenNight due = due(person, now); due != null; due = due(person, now)) {
            nights.add(evaluation.evaluate(user, person, due, today));
        }
        return new Evaluation(person.toState(), nights, rejected, nextDue(person));
    }

    /** Takes a history as if it had been lived through: each night closes on its own day, with all that the history has of it. */
    public Evaluation replay(String user, PersonState before, List<? extends OfNight> history) {
        Map<LocalDate, List<OfNight>> byNight = new TreeMap<>();
        history.forEach(arrival -> byNight.computeIfAbsent(arrival.night(), night -> new ArrayList<>())
                .add(arrival));
        Person person = Person.of(before, parameters);
        List<Rejection> rejected = new ArrayList<>();
        List<NightResult> nights = new ArrayList<>();
        byNight.forEach((night, arrivals) -> {
            int today = (int) night.toEpochDay();
            arrivals.forEach(arrival -> accept(person, arrival, today, rejected));
            while (!person.open.isEmpty()) {
                nights.add(evaluation.evaluate(
                        user, person, person.open.firstEntry().getValue(), today));
            }
        });
        return new Evaluation(person.toState(), nights, rejected, Optional.empty());
    }

    private void accept(Person person, Arrival arrival, int today, List<Rejection> rejected) {
        switch (arrival) {
            case Withdrawal withdrawal -> intake.withdraw(person, withdrawal);
            case OfNight one -> {
                Reason reason = intake.accept(person, one, today);
                if (reason != null) {
                    rejected.add(new Rejection(one, reason));
                }
            }
        }
    }

    /**
     * The night to be closed next, if it is due. One that has tags alone has no end of its own and goes with the next; beyond the most
     * that are kept open, none waits.
     */
    private @Nullable OpenNight due(Person person, Instant now) {
        if (person.open.size() > Person.MOST_OPEN) {
            return person.open.firstEntry().getValue();
        }
        OpenNight measured = firstMeasured(person);
        return measured == null || !isOver(person, measured, now)
                ? null
                : person.open.firstEntry().getValue();
    }

    private static @Nullable OpenNight firstMeasured(Person person) {
        for (OpenNight night : person.open.values()) {
            if (night.isMeasured()) {
                return night;
            }
        }
        return null;
    }

    private boolean isOver(Person person, OpenNight night, Instant now) {
        return !closes(night).isAfter(now) || isComplete(person, night);
    }

    private Instant closes(OpenNight night) {
        return Instant.ofEpochMilli(night.firstMillis())
                .plus(parameters.arrivals().close());
    }

    /** Whether there is a final value of everything that was there in the nights before. */
    private boolean isComplete(Person person, OpenNight night) {
        boolean expected = false;
        for (int i = 0; i < Metric.COUNT; i++) {
            Metric metric = Metric.at(i);
            int from = night.night() - parameters.arrivals().expectedFrom();
            if (person.history(metric).ring().hasAny(from, night.night() - 1)) {
                expected = true;
                if (!night.hasFinal(metric)) {
                    return false;
                }
            }
        }
        return expected;
    }

    private Optional<Instant> nextDue(Person person) {
        OpenNight measured = firstMeasured(person);
        return measured == null ? Optional.empty() : Optional.of(closes(measured));
    }
}
