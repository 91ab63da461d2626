package io.bhiv.load.report;

import io.bhiv.load.http.Counts;
import io.bhiv.load.http.LoadResult;
import io.bhiv.load.machine.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Collects what one run of a benchmark found. Everything is printed at once and kept for the JSON file that {@link ReportFile} writes.
 */
public final class BenchReport {

    private static final double[] PERCENTILES = {50, 95, 99, 99.9, 100};
    private static final double NANOS_PER_MILLI = 1e6;

    private final Path folder;
    private final PrintWriter terminal;
    private final Map<String, List<Figure>> phases = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long lost;
    private long duplicates;
    private String phase = "";

    /** @param folder where histogram files go */
    public BenchReport(Path folder, PrintWriter terminal) {
        this.folder = folder;
        this.terminal = terminal;
    }

    public void machine(Machine machine) {
        print("machine: " + machine);
    }

    /** What follows belongs to this phase. */
    public void phase(String name) {
        phase = name;
        print("");
        print(name);
    }

    public void figure(String name, double value, String unit) {
        Figure figure = new Figure(name, value, unit);
        phases.computeIfAbsent(phase, ignored -> new ArrayList<>()).add(figure);
        print(figure.toString());
    }

    public void count(String name, long value) {
        figure(name, (double) value, "");
    }

    /** All figures of a load: rate, percentiles, statuses, failures; and its histogram file. */
    public void load(LoadResult result) throws IOException {
        Counts counts = result.counts();
        figure("acknowledged per second", result.acknowledgedPerSecond(), "/s");
        int[] seconds = result.acknowledgedInSecond();
        if (seconds.length > 0) {
            count("slowest second", java.util.Arrays.stream(seconds).min().orElse(0));
        }
        latency("acknowledgement", result.latency());
        count("sent", counts.sent());
        count("acknowledged", counts.acknowledged());
        counts.byStatus().forEach((status, many) -> count("status " + status, many));
        counts.failures().forEach((failure, many) -> count("failed: " + failure, many));
        if (counts.refusedWithRetryAfter() > 0) {
            count("refused with Retry-After", counts.refusedWithRetryAfter());
        }
        if (counts.overflow() > 0) {
            count("never sent, too many waiting (overflow)", counts.overflow());
        }
        if (counts.maxWaiting() > 0) {
            count("most waiting for a connection", counts.maxWaiting());
        }
    }

    /** Percentiles of a latency in nanoseconds, and its histogram file in milliseconds. */
    public void latency(String what, Histogram nanos) throws IOException {
        for (double percentile : PERCENTILES) {
            String name =
                    percentile == 100 ? "max" : "p" + String.valueOf(percentile).replace(".0", "");
            figure(what + " " + name, nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI, "ms");
        }
        String file = (phase + "-" + what).toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".hgrm";
        try (PrintStream out = new PrintStream(folder.resolve(file).toFile(), StandardCharsets.UTF_8)) {
            nanos.outputPercentileDistribution(out, 5, NANOS_PER_MILLI);
        }
    }

    public void target(Target target) {
        targets.add(target);
    }

    /** Losses (acknowledged and never seen again) and duplicates (seen more than once). */
    public void promise(long lostNow, long duplicatesNow) {
        lost += lostNow;
        duplicates += duplicatesNow;
        count("lost", lostNow);
        count("duplicates", duplicatesNow);
    }

    public void note(String note) {
        notes.add(note);
        print("  note: " + note);
    }

    /** Prints the targets. */
    public void conclude() {
        print("");
        targets.forEach(target -> print(target.toString()));
        print("lost " + lost + ", duplicates " + duplicates + "; files in " + folder);
    }

    private void print(String line) {
        terminal.println(line);
        terminal.flush();
    }

    public boolean isPromiseKept() {
        return lost == 0;
    }

    public boolean areTargetsMet() {
        return targets.stream().allMatch(Target::isMet);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lost", lost);
        map.put("duplicates", duplicates);
        map.put("targets", targets);
        map.put("phases", phases);
        map.put("notes", notes);
        return map;
    }
}
