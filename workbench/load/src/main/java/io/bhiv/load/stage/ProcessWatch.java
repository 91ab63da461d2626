package io.bhiv.load.stage;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.load.report.BenchReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** Watches all processes of a stage through one phase: who used the processors, and how much memory the services took. */
public final class ProcessWatch implements AutoCloseable {

    private static final double MICROS = 1e6;

    private final Map<String, RssProbe> probes = new LinkedHashMap<>();

    public ProcessWatch(BenchStage stage) {
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

    /** The largest peak of resident memory among the services, MiB. */
    public double peakServiceMib() {
        return probes.entrySet().stream()
                .filter(probe -> probe.getKey().endsWith("-service"))
                .mapToDouble(probe -> probe.getValue().peakMib())
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        probes.values().forEach(RssProbe::close);
    }
}
