package io.bhiv.kit.lines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One file of JSON lines, written by a thread of its own.
 *
 * <p>{@link #offer} never waits and never fails: while the queue or the disk is full, lines are dropped and counted. So a
 * full log disk never stops intake, and the count shows what is missing.
 *
 * <p>Where the file numbers its lines, each line, a JSON object, begins with its number {@code seq}. A number is given when the
 * line is written and taken back when the write fails, so the numbers in the files have no gaps.
 */
public final class LineLog implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LineLog.class);
    private static final int AT_ONCE = 200;
    /** Bytes rendered before they are written; a line is not divided. */
    private static final int BYTES_AT_ONCE = 1 << 20;

    private static final long TURN_MILLIS = 200;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Settings settings;
    private final LineFile file;
    private final BlockingQueue<Waiting> queue;
    /** What the lines that wait hold in memory, as far as was stated. */
    private final AtomicLong waitingBytes = new AtomicLong();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    /** Dropped, and not yet stated by a line in the file. */
    private final AtomicLong unstated = new AtomicLong();

    private final LongConsumer onDropped;
    private final Thread writer;
    private volatile boolean closing;
    /** Why the last write failed, empty after a success; set by the writer alone. */
    private volatile String failure = "";

    /** A line that is not rendered yet. */
    private record Waiting(Supplier<String> line, int bytes) {}

    /**
     * How a file of lines is written.
     *
     * @param name of the log, for messages, metrics and health
     * @param queued lines that may wait; more are dropped
     * @param queuedBytes what the lines that wait may hold in memory, of those that state it; more are dropped
     * @param synced whether each batch is on the disk before the next, not only with the operating system
     * @param lossLine the line that states how many lines were lost, written when the disk takes lines again; null for none
     */
    public record Settings(
            String name,
            int queued,
            long queuedBytes,
            boolean synced,
            @Nullable LongFunction<String> lossLine) {

        public Settings {
            if (queued < 1) {
                throw new IllegalArgumentException("a log queues at least one line");
            }
        }

        /** Not synced, and without a line about lost lines. */
        public static Settings of(String name, int queued) {
            return new Settings(name, queued, Long.MAX_VALUE, false, null);
        }
    }

    /**
     * How a log is doing.
     *
     * @param dropped lines lost since the start, to a full queue or a full disk
     * @param failure why the last write failed; empty when it did not
     */
    public record State(int waiting, long written, long dropped, String failure) {

        public boolean isGood() {
            return failure.isEmpty();
        }
    }

    /**
     * A log that writes after {@link #start}.
     *
     * @param onDropped called with how many lines were lost, each time some are
     */
    public LineLog(Settings settings, LineFile file, LongConsumer onDropped) {
        this.settings = settings;
        this.onDropped = onDropped;
        this.file = file;
        this.queue = new ArrayBlockingQueue<>(settings.queued());
        this.writer =
                Thread.ofPlatform().name("log-" + settings.name()).daemon().unstarted(this::writeUntilClosed);
    }

    public LineLog start() {
        writer.start();
        return this;
    }

    public String name() {
        return settings.name();
    }

    /** Queues a line; it is rendered on the writer's thread. From any thread. */
    public void offer(Supplier<String> line) {
        offer(line, 0);
    }

    /** The same for a line that holds so many bytes until it is rendered. */
    public void offer(Supplier<String> line, int bytes) {
        boolean fits = waitingBytes.addAndGet(bytes) <= settings.queuedBytes();
        if (closing || !fits || !queue.offer(new Waiting(line, bytes))) {
            waitingBytes.addAndGet(-bytes);
            lost(1);
        }
    }

    /** Lines lost so far, to a full queue or a full disk. */
    public long dropped() {
        return dropped.get();
    }

    public State state() {
        return new State(queue.size(), written.get(), dropped.get(), failure);
    }

    private void lost(int lines) {
        dropped.addAndGet(lines);
        unstated.addAndGet(lines);
        onDropped.accept(lines);
    }

    /** Writes what is queued and ends; waits at most two seconds for that. Safe to call twice. */
    @Override
    public void close() {
        close(CLOSE);
    }

    /** The same with another limit. */
    public void close(Duration limit) {
        closing = true;
        try {
            writer.join(limit.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        List<Waiting> batch = new ArrayList<>(AT_ONCE);
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(TURN_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, AT_ONCE - 1);
                }
                do {
                    if (!batch.isEmpty() || hasUnreportedLoss()) {
                        writeFirst(batch);
                    }
                } while (!batch.isEmpty());
            } catch (InterruptedException interrupted) {
                closing = true;
                Thread.currentThread().interrupt();
            } catch (RuntimeException broken) {
                // The thread must survive whatever a line throws.
                lost(batch.size());
                LOG.warnf(broken, "Log lines were lost [log=%s lines=%d]", settings.name(), batch.size());
            }
            done(batch);
        }
        closeFile();
    }

    private boolean hasUnreportedLoss() {
        return settings.lossLine() != null && unstated.get() > 0;
    }

    private void done(List<Waiting> lines) {
        waitingBytes.addAndGet(-lines.stream().mapToLong(Waiting::bytes).sum());
        lines.clear();
    }

    /** Writes the first lines of a batch, as many as are rendered at once, and takes them out of it. */
    private void writeFirst(List<Waiting> batch) {
        LongFunction<String> lossLine = settings.lossLine();
        long stated = lossLine == null ? 0 : unstated.get();
        ByteArrayOutputStream lines = new ByteArrayOutputStream(batch.size() * 160 + 160);
        OptionalLong next = file.next();
        int count = 0;
        if (lossLine != null && stated > 0) {
            append(lines, numbered(lossLine.apply(stated), next, count++));
        }
        int rendered = 0;
        while (rendered < batch.size() && lines.size() < BYTES_AT_ONCE) {
            append(lines, numbered(batch.get(rendered++).line().get(), next, count++));
        }
        try {
            file.append(ByteBuffer.wrap(lines.toByteArray()), count, settings.synced());
            unstated.addAndGet(-stated);
            written.addAndGet(rendered);
            succeeded();
        } catch (IOException full) {
            lost(rendered);
            failed(full);
        }
        done(batch.subList(0, rendered));
    }

    private static String numbered(String line, OptionalLong next, int place) {
        return next.isEmpty() ? line : "{\"seq\":" + (next.getAsLong() + place) + "," + line.substring(1);
    }

    private static void append(ByteArrayOutputStream lines, String line) {
        lines.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        lines.write('\n');
    }

    /** Logged once per outage, not for every batch. */
    private void succeeded() {
        if (!failure.isEmpty()) {
            failure = "";
            LOG.infof("Log file writable again [log=%s dropped=%d]", settings.name(), dropped.get());
        }
    }

    private void failed(IOException cause) {
        String summary = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        if (failure.isEmpty()) {
            LOG.warnf(
                    "Log file cannot be written, lines are dropped and counted [log=%s cause=%s]",
                    settings.name(), summary);
        }
        failure = summary;
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException failed) {
            failed(failed);
        }
    }
}
