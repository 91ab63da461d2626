package io.bhiv.load;

import io.bhiv.load.benchmark.Benchmark;
import io.bhiv.load.machine.Machine;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.ReportFile;
import io.bhiv.load.stage.BenchStage;
import io.bhiv.load.stage.OwnStage;
import io.bhiv.load.stage.RunningStage;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.process.ServiceCommand.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every benchmark has: what is measured and where its results go. */
final class BenchOptions {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--against-running",
            description = "Measure the stack that runs already, with the data it has, instead of one started for it.")
    private boolean againstRunning;

    @Option(
            names = "--native",
            description = "Measure the executables that ./bridge native has made, instead of the services on a JVM.")
    private boolean executables;

    @Option(
            names = "--java-options",
            split = " ",
            description = "Further options for the services' JVMs, for example -XX:StartFlightRecording=filename=x.jfr")
    private List<String> javaOptions = List.of();

    @Option(names = "--require-targets", description = "Exit with 1 when a target is missed, not only after a loss.")
    private boolean requireTargets;

    /** What is measured once there is a report. */
    interface Measurement {
        void into(BenchReport report, Path root, Path results) throws IOException;
    }

    /** Runs it from the first process to the last file. Exit code 0, or 1 when something acknowledged was lost. */
    int run(Benchmark benchmark) throws IOException {
        return run(benchmark.name(), (report, root, results) -> {
            try (BenchStage stage = againstRunning
                    ? new RunningStage(root, Settings.ofEnvironment())
                    : new OwnStage(root, results, executables ? Form.NATIVE : Form.JVM, javaOptions)) {
                benchmark.run(stage, report);
            }
        });
    }

    /** The same without a stage, for what is measured in this process. */
    int run(String name, Measurement measurement) throws IOException {
        Clock clock = Clock.systemUTC();
        Path root =
                Path.of(System.getProperty("bridge.root", ".")).toAbsolutePath().normalize();
        Path home = Path.of(
                System.getProperty("bridge.home", root.resolve(".bridge").toString()));
        Path results = Files.createDirectories(
                home.toAbsolutePath().resolve("bench").resolve(STAMP.format(clock.instant()) + "-" + name));
        Machine machine = Machine.describe(results);
        Map<String, Object> circumstances = new LinkedHashMap<>();
        circumstances.put("benchmark", name);
        circumstances.put("started", clock.instant().toString());
        circumstances.put("commit", Commit.of(root));
        circumstances.put("arguments", command.commandLine().getParseResult().originalArgs());
        circumstances.put("machine", machine);

        BenchReport report = new BenchReport(results, command.commandLine().getOut());
        report.machine(machine);
        try {
            measurement.into(report, root, results);
        } finally {
            // What was measured before something broke is still worth a file.
            ReportFile.write(results.resolve("report.json"), circumstances, report);
        }
        report.conclude();
        return report.isPromiseKept() && (report.areTargetsMet() || !requireTargets) ? 0 : 1;
    }
}
