package io.bhiv.load.stage;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.load.report.BenchReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** Watches all processes of a stage through one phase: who used the processors, and how much memory the services took. */
public final class ProcessWatch implements AutoCloseable {

    private static final double MICROS = 1e6;

    private final Map<String, RssProbe> probes = new LinkedHashMap<>();

    public ProcessWatch(Stage stage) {
        stage.processes()
                .forEach((name, process) -> probes.put(
                        name, name.equals("postgres") ? RssProbe.watchingFamily(process) : RssProbe.watching(process)));
    }

    /** Reports processor time per request and peak memory so far. */
    public void report(BenchReport report, long requests) {
        probes.forEach((name, probe) -> {
            report.figure(name + " CPU per request", probe.cpuSeconds() * MICROS / Math.max(1, requests), "µs");
            if (name.endsWith("-service")) {
                report.figure(name + " RSS peak", probe.peakMib(), "MiB");
            }
        });
    }

    /** Peak resident memory of a process; 0 if it is not on the stage. */
    public double peakMib(String name) {
        RssProbe probe = probes.get(name);
        return probe == null ? 0 : probe.peakMib();
    }

    @Override
    public void close() {
        probes.values().forEach(RssProbe::close);
    }
}
