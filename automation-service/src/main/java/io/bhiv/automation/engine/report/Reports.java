package io.bhiv.automation.engine.report;

import io.bhiv.automation.engine.file.AppendOnly;
import io.bhiv.automation.engine.file.SyncedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Takes report lines from anywhere and has them written by one thread.
 *
 * <p>{@link #add} never waits and never fails. Lines that do not fit into the queue, or that the disk refused, are lost;
 * their number is kept, shown by {@link #state()}, and written as a line of its own when the disk takes lines again.
 */
public final class Reports implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Reports.class);

    private static final int LONGEST_QUEUE = 20_000;
    private static final int BATCH = 100;
    private static final long TURN_MILLIS = 200;

    /**
     * How the reports stand.
     *
     * @param lost lines that were lost since the start
     * @param failure why the last write failed; empty when it did not
     */
    public record State(int waiting, long written, long lost, String failure) {

        public boolean isGood() {
            return failure.isEmpty();
        }
    }

    private final BlockingQueue<ReportLine> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong unstated = new AtomicLong();
    private final ReportWriter writer;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean open = true;
    /** Why the last write failed; only the writing thread sets it. */
    private volatile String failure = "";

    private Reports(ReportWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("reports").daemon().unstarted(this::writeUntilClosed);
    }

    /**
     * Opens the folder, repairs what a crash left behind, starts the writing thread.
     *
     * @param name whose reports these are: the replica, or {@code cli}
     */
    public static Reports open(Path folder, String name, ReportLimits limits, Clock clock) throws IOException {
        return open(folder, name, limits, clock, SyncedFile::open);
    }

    static Reports open(Path folder, String name, ReportLimits limits, Clock clock, AppendOnly.Opener opener)
            throws IOException {
        Reports reports = new Reports(ReportWriter.open(folder, name, limits, opener, clock), clock);
        reports.thread.start();
        return reports;
    }

    public void add(ReportLine line) {
        if (!queue.offer(line)) {
            lose(1);
        }
    }

    public State state() {
        return new State(queue.size(), written.get(), lost.get(), failure);
    }

    private void lose(long lines) {
        lost.addAndGet(lines);
        unstated.addAndGet(lines);
    }

    private void writeUntilClosed() {
        List<ReportLine> batch = new ArrayList<>(BATCH);
        while (open || !queue.isEmpty()) {
            try {
                ReportLine first = queue.poll(TURN_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                }
                if (!batch.isEmpty() || unstated.get() > 0) {
                    write(batch);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException broken) {
                lose(batch.size());
                LOG.error("Report lines were lost", broken);
            } finally {
                batch.clear();
            }
        }
    }

    private void write(List<ReportLine> batch) {
        long stated = unstated.get();
        List<ReportLine> lines = new ArrayList<>();
        if (stated > 0) {
            lines.add(new ReportLine.Lost(clock.instant(), stated));
        }
        lines.addAll(batch);
        try {
            Optional<IOException> unread = writer.write(lines);
            unstated.addAndGet(-stated);
            written.addAndGet(batch.size());
            unread.ifPresentOrElse(this::refused, this::wentWell);
        } catch (IOException refused) {
            lose(batch.size());
            refused(refused);
        }
    }

    private void wentWell() {
        if (!failure.isEmpty()) {
            failure = "";
            LOG.infof("Reports are written again [lost=%d]", lost.get());
        }
    }

    private void refused(IOException cause) {
        if (failure.isEmpty()) {
            LOG.warn("Reports cannot be written; jobs run without them", cause);
        }
        failure = cause.toString();
    }

    /** Writes what is waiting, then ends. */
    @Override
    public void close() {
        open = false;
        try {
            thread.join(Duration.ofSeconds(10));
            writer.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            LOG.warn("The report files could not be closed", failed);
        }
    }
}
