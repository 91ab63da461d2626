package io.bhiv.load.triggers;

import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Nights per second on one core, by JMH. Its log stays beside the report. */
public final class TriggersBenchmark {

    private static final int WANTED = 200_000;
    private static final int ROUNDS_OF_WARM_UP = 5;
    private static final TimeValue ROUND = TimeValue.seconds(2);

    private final int rounds;

    /** @param rounds of two seconds each, after those in which the compiler is at work */
    public TriggersBenchmark(int rounds) {
        this.rounds = rounds;
    }

    public void run(BenchReport report, Path results) throws IOException {
        for (String mode : new String[] {"hybrid", "personal"}) {
            report.phase("Whole histories, mode " + mode + ": " + Nights.PEOPLE + " people, " + Nights.DAYS
                    + " days, five metrics, state in memory");
            double rate = measure(report, results, "wholeHistories", mode);
            report.target(Target.atLeast("nights per second, mode " + mode, WANTED, rate, "/s"));
        }
        report.phase("Night by night, mode hybrid: the state read from bytes and written for each");
        measure(report, results, "nightByNight", "hybrid");
    }

    private double measure(BenchReport report, Path results, String what, String mode) throws IOException {
        RunResult measured = run(results, what, mode);
        Result<?> nights = counted(measured, "nights");
        double rate = nights.getScore();
        report.figure("nights per second, mean of " + rounds + " rounds", rate, "/s");
        report.figure("99.9 % confidence, plus or minus", nights.getScoreError(), "/s");
        report.figure("slowest round", nights.getStatistics().getMin(), "/s");
        report.figure("a night", 1e6 / rate, "µs");
        report.figure("firings per night", counted(measured, "firings").getScore() / rate, "");
        return rate;
    }

    private static Result<?> counted(RunResult measured, String counter) {
        return Objects.requireNonNull(measured.getSecondaryResults().get(counter), "a counter of the work");
    }

    private RunResult run(Path results, String what, String mode) throws IOException {
        try {
            return new Runner(new OptionsBuilder()
                            .include(Nights.class.getName() + "\\." + what + "$")
                            .param("mode", mode)
                            .threads(1)
                            .forks(1)
                            .jvmArgs("-Xmx512m", "-XX:+UseSerialGC")
                            .warmupIterations(ROUNDS_OF_WARM_UP)
                            .warmupTime(ROUND)
                            .measurementIterations(rounds)
                            .measurementTime(ROUND)
                            .shouldFailOnError(true)
                            .output(results.resolve("jmh-" + what + '-' + mode + ".log")
                                    .toString())
                            .build())
                    .runSingle();
        } catch (RunnerException failed) {
            throw new IOException("JMH failed, see its log in " + results, failed);
        }
    }
}
