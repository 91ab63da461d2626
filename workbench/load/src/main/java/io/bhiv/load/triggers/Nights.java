package io.bhiv.load.triggers;

import io.bhiv.trigger.Evaluation;
import io.bhiv.trigger.PersonState;
import io.bhiv.trigger.TriggerEngine;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH runs, in a process of its own and on one thread: one call is the history of one person, and one person follows the other. */
@State(Scope.Thread)
public class Nights {

    static final int PEOPLE = 100;
    static final int DAYS = 365;

    /** A {@link Mode}, by its wire name. */
    @Param({"hybrid", "personal"})
    public String mode = "";

    private List<List<OfNight>> histories = List.of();
    private List<List<List<OfNight>>> byNight = List.of();
    private TriggerEngine engine = new TriggerEngine(Mode.HYBRID, Parameters.DEFAULTS);
    private int next;

    /** What the calls did; JMH divides it by their time. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Work {
        public long nights;
        public long firings;

        private void add(Evaluation evaluation) {
            nights += evaluation.nights().size();
            evaluation.nights().forEach(night -> firings += night.outcomes().size());
        }
    }

    @Setup
    public void invent() {
        engine = new TriggerEngine(Mode.ofWireName(mode).orElseThrow(), Parameters.DEFAULTS);
        histories = People.of(PEOPLE, DAYS, 42).histories();
        byNight = histories.stream().map(Nights::byNight).toList();
    }

    @Benchmark
    public Evaluation wholeHistories(Work work) {
        Evaluation evaluation = engine.replay("person", PersonState.NEW, histories.get(nextPerson()));
        work.add(evaluation);
        return evaluation;
    }

    /** The state read from its bytes and written again for each night. */
    @Benchmark
    public PersonState nightByNight(Work work) {
        PersonState state = PersonState.NEW;
        for (List<OfNight> night : byNight.get(nextPerson())) {
            Evaluation evaluation = engine.replay("person", state, night);
            work.add(evaluation);
            state = evaluation.state();
        }
        return state;
    }

    private int nextPerson() {
        next = (next + 1) % PEOPLE;
        return next;
    }

    private static List<List<OfNight>> byNight(List<OfNight> history) {
        List<List<OfNight>> nights = new ArrayList<>();
        for (OfNight arrival : history) {
            if (nights.isEmpty() || !nights.getLast().getFirst().night().equals(arrival.night())) {
                nights.add(new ArrayList<>());
            }
            nights.getLast().add(arrival);
        }
        return nights;
    }
}
