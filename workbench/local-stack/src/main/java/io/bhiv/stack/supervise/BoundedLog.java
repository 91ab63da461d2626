package io.bhiv.stack.supervise;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log file of limited size: at the limit it becomes {@code <name>.1}, replacing the one before.
 *
 * <p>A line that cannot be written (the disk is full) is lost, not an error: logging must never end what it logs. The next line that can
 * be written says how many were lost.
 */
final class BoundedLog implements AutoCloseable {

    static final long LIMIT_BYTES = 16L * 1024 * 1024;

    private final Path file;
    private final long limit;
    private OutputStream out;
    private long size;
    private long lost;
    private boolean closed;

    BoundedLog(Path file, long limit) {
        this.file = file;
        this.limit = limit;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.out = open();
            this.size = Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + file, e);
        }
    }

    /** Lines that come after {@link #close()} are dropped: a process may write until its very end. */
    synchronized void line(String text) {
        if (closed) {
            return;
        }
        try {
            if (size > limit) {
                turnOver();
            }
            if (lost > 0) {
                write("(" + lost + " lines lost: the file could not be written)");
                lost = 0;
            }
            write(text);
        } catch (IOException e) {
            lost++;
        }
    }

    synchronized long lost() {
        return lost;
    }

    private void write(String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        size += bytes.length;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + file, e);
        }
    }

    private void turnOver() throws IOException {
        out.close();
        Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        out = open();
        size = 0;
    }

    /** Unbuffered, so that a line is in the file or lost, and nothing half written waits in memory. */
    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
