package io.bhiv.automation.engine.report;

import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.bhiv.kit.lines.AppendOnly;
import io.bhiv.kit.lines.LineLog;
import io.bhiv.kit.lines.NumberedFiles;
import io.bhiv.kit.lines.NumberedFiles.Limits;
import io.bhiv.kit.lines.RotatingFile;
import io.bhiv.kit.lines.RotationPolicy;
import io.bhiv.kit.lines.SyncedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The report files: numbered lines for programs, and a readable log.
 *
 * <p>{@link #add} never waits and never fails. Lines that do not fit into the queue, or that the disk refused, are lost;
 * their number is kept, shown by {@link #state()}, and written as a line of its own when the disk takes lines again.
 */
public final class Reports implements AutoCloseable {

    public static final Limits STANDARD = new Limits(16L << 20, 50);

    private static final int LONGEST_QUEUE = 20_000;
    private static final long LARGEST_QUEUE = 16L << 20;
    /** Bytes that a line holds until it is written, without the texts of its run. */
    private static final int ORDINARY = 500;

    private static final Duration AGELESS = Duration.ofDays(36_500);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final LineLog runs;
    private final LineLog daily;

    private Reports(LineLog runs, LineLog daily) {
        this.runs = runs.start();
        this.daily = daily.start();
    }

    /**
     * Opens the folder and starts writing.
     *
     * @param name whose reports these are: the replica, or {@code cli}
     */
    public static Reports open(Path folder, String name, Limits limits, Clock clock) throws IOException {
        return open(folder, name, limits, clock, SyncedFile::open);
    }

    static Reports open(Path folder, String name, Limits limits, Clock clock, AppendOnly.Opener opener)
            throws IOException {
        NumberedFiles numbered = NumberedFiles.open(folder, "run", name, limits, clock, opener);
        LineLog.Settings runs = new LineLog.Settings(
                "reports",
                LONGEST_QUEUE,
                LARGEST_QUEUE,
                true,
                lost -> new ReportLine.Lost(clock.instant(), lost).json());
        LineLog.Settings daily = new LineLog.Settings(
                "daily",
                LONGEST_QUEUE,
                LARGEST_QUEUE,
                false,
                lost -> new ReportLine.Lost(clock.instant(), lost).readable());
        RotationPolicy bySize = new RotationPolicy(limits.largest(), AGELESS, 1);
        return new Reports(
                new LineLog(runs, numbered, lost -> {}),
                new LineLog(daily, new RotatingFile(folder.resolve("daily_log.txt"), bySize, clock), lost -> {}));
    }

    public void add(ReportLine line) {
        int bytes = bytes(line);
        runs.offer(line::json, bytes);
        daily.offer(line::readable, bytes);
    }

    private static int bytes(ReportLine line) {
        return switch (line) {
            case ReportLine.Ended(Entry entry, List<ActionReport> actions) ->
                ORDINARY
                        + 2 * String.valueOf(entry.reason()).length()
                        + actions.stream().mapToInt(ActionReport::bytes).sum();
            case ReportLine.Lost lost -> ORDINARY;
        };
    }

    /** How the numbered lines stand; a failure of the readable log is shown too. */
    public LineLog.State state() {
        LineLog.State state = runs.state();
        return state.isGood()
                ? new LineLog.State(
                        state.waiting(),
                        state.written(),
                        state.dropped(),
                        daily.state().failure())
                : state;
    }

    /** Writes what is waiting, then ends. */
    @Override
    public void close() {
        runs.close(CLOSING);
        daily.close(CLOSING);
    }
}
