package io.bhiv.load.triggers;

import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import io.bhiv.trigger.Evaluation;
import io.bhiv.trigger.PersonState;
import io.bhiv.trigger.TriggerEngine;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Nights per second on one core. Time is that of the one thread's processor, so that other work on the machine does not count; the
 * median of several rounds is reported, because the first ones are the compiler's.
 */
public final class TriggersBenchmark {

    private static final int PEOPLE = 100;
    private static final int DAYS = 365;
    private static final int WANTED = 200_000;

    private final int rounds;

    /** @param rounds that are measured, after as many that are not */
    public TriggersBenchmark(int rounds) {
        this.rounds = rounds;
    }

    /** What was evaluated, so that it cannot be left out by a compiler. */
    private record Work(long nights, long outcomes) {}

    private interface Round {
        Work run();
    }

    public void run(BenchReport report) {
        People people = People.of(PEOPLE, DAYS, 42);
        for (Mode mode : List.of(Mode.HYBRID, Mode.PERSONAL)) {
            TriggerEngine engine = new TriggerEngine(mode, Parameters.DEFAULTS);
            report.phase("Whole histories, mode " + mode.wireName() + ": " + PEOPLE + " people, " + DAYS
                    + " days, five metrics, state in memory");
            double rate = measure(report, () -> replayed(engine, people));
            report.target(Target.atLeast("nights per second, mode " + mode.wireName(), WANTED, rate, "/s"));
        }
        TriggerEngine engine = new TriggerEngine(Mode.HYBRID, Parameters.DEFAULTS);
        List<List<List<OfNight>>> byNight =
                people.histories().stream().map(TriggersBenchmark::byNight).toList();
        report.phase("Night by night, mode hybrid: the state read from bytes and written for each");
        measure(report, () -> stored(engine, byNight));
    }

    private double measure(BenchReport report, Round round) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] rates = new double[rounds];
        long outcomes = 0;
        for (int i = -rounds; i < rounds; i++) {
            long before = threads.getCurrentThreadCpuTime();
            Work work = round.run();
            double seconds = (threads.getCurrentThreadCpuTime() - before) / 1e9;
            outcomes = work.outcomes();
            if (i >= 0) {
                rates[i] = work.nights() / seconds;
            }
        }
        Arrays.sort(rates);
        double median = rates[rounds / 2];
        report.figure("nights per second, median of " + rounds + " rounds", median, "/s");
        report.figure("slowest round", rates[0], "/s");
        report.figure("a night", 1e6 / median, "µs");
        report.count("firings in a round", outcomes);
        return median;
    }

    private static Work replayed(TriggerEngine engine, People people) {
        long nights = 0;
        long outcomes = 0;
        for (List<OfNight> history : people.histories()) {
            Evaluation evaluation = engine.replay("person", PersonState.NEW, history);
            nights += evaluation.nights().size();
            outcomes += outcomes(evaluation);
        }
        return new Work(nights, outcomes);
    }

    private static Work stored(TriggerEngine engine, List<List<List<OfNight>>> people) {
        long nights = 0;
        long outcomes = 0;
        for (List<List<OfNight>> history : people) {
            PersonState state = PersonState.NEW;
            for (List<OfNight> night : history) {
                Evaluation evaluation = engine.replay("person", state, night);
                state = evaluation.state();
                nights += evaluation.nights().size();
                outcomes += outcomes(evaluation);
            }
        }
        return new Work(nights, outcomes);
    }

    private static long outcomes(Evaluation evaluation) {
        long outcomes = 0;
        for (var night : evaluation.nights()) {
            outcomes += night.outcomes().size();
        }
        return outcomes;
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
