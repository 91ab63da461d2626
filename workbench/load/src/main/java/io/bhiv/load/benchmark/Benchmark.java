package io.bhiv.load.benchmark;

import io.bhiv.load.report.BenchReport;
import io.bhiv.load.stage.BenchStage;
import java.io.IOException;

/**
 * One question about speed. It starts the services that it needs on the stage, applies its loads, and reports figures, targets and what
 * losses; the command does the rest.
 */
public interface Benchmark {

    /** As in {@code ./bridge bench <name>}. */
    String name();

    void run(BenchStage stage, BenchReport report) throws IOException;
}
