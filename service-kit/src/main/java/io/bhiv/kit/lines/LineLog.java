package io.bhiv.core.lines;

import io.quarkus.logging.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * One log file of JSON lines, written by a thread of its own.
 *
 * <p>{@link #offer} never waits and never fails: with the queue full, or the disk, lines are dropped and counted. So a
 * full log disk never stops intake, and the count says what is missing.
 */
public final class LineLog {

    private static final int AT_ONCE = 1_000;

    private final String name;
    private final RotatingFile file;
    private final BlockingQueue<Supplier<String>> queue;
    private final AtomicLong dropped = new AtomicLong();
    private final LongConsumer onDropped;
    private final Thread writer;
    private volatile boolean closing;
    private boolean failing;

    /** @param onDropped told how many lines were lost, as they are */
    public LineLog(String name, RotatingFile file, int capacity, LongConsumer onDropped) {
        this.name = name;
        this.onDropped = onDropped;
        this.file = file;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.writer = Thread.ofPlatform().name("log-" + name).daemon().unstarted(this::writeUntilClosed);
    }

    public LineLog start() {
        writer.start();
        return this;
    }

    /** Queues a line; it is rendered on the writer's thread. From any thread. */
    public void offer(Supplier<String> line) {
        if (!queue.offer(line)) {
            lost(1);
        }
    }

    /** Lines lost so far, to a full queue or a full disk. */
    public long dropped() {
        return dropped.get();
    }

    private void lost(int lines) {
        dropped.addAndGet(lines);
        onDropped.accept(lines);
    }

    /** Writes what is queued and ends; waits for that at most two seconds. */
    public void close() {
        closing = true;
        try {
            writer.join(2_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        List<Supplier<String>> batch = new ArrayList<>(AT_ONCE);
        while (!closing || !queue.isEmpty()) {
            try {
                Supplier<String> first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, AT_ONCE - 1);
                    write(batch);
                }
            } catch (InterruptedException interrupted) {
                closing = true;
                Thread.currentThread().interrupt();
            } catch (RuntimeException broken) {
                // The thread outlives whatever one line does to it.
                lost(batch.size());
                Log.warnf(broken, "Log lines were lost [log=%s lines=%d]", name, batch.size());
            }
            batch.clear();
        }
    }

    private void write(List<Supplier<String>> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(batch.size() * 160);
        for (Supplier<String> line : batch) {
            lines.writeBytes(line.get().getBytes(StandardCharsets.UTF_8));
            lines.write('\n');
        }
        try {
            file.append(ByteBuffer.wrap(lines.toByteArray()), false);
            told(false, "");
        } catch (IOException full) {
            lost(batch.size());
            told(true, full.getClass().getSimpleName());
        }
    }

    /** Says once that it fails and once that it works again, not for every batch. */
    private void told(boolean nowFailing, String cause) {
        if (nowFailing && !failing) {
            Log.warnf("A log file cannot be written, lines are dropped and counted [log=%s cause=%s]", name, cause);
        } else if (!nowFailing && failing) {
            Log.infof("A log file is written again [log=%s dropped=%d]", name, dropped.get());
        }
        failing = nowFailing;
    }
}
