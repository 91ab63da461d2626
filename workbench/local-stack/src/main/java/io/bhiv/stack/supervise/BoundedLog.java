package io.bhiv.stack.supervise;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A log file of limited size: at the limit it becomes {@code <name>.1}, replacing the one before. */
final class BoundedLog implements AutoCloseable {

    static final long LIMIT_BYTES = 16L * 1024 * 1024;

    private final Path file;
    private final long limit;
    private Writer writer;
    private long size;
    private boolean closed;

    BoundedLog(Path file, long limit) {
        this.file = file;
        this.limit = limit;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.writer = open();
            this.size = Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Lines that come after {@link #close()} are dropped: a process may speak until its very end. */
    synchronized void line(String text) {
        if (closed) {
            return;
        }
        try {
            if (size > limit) {
                turnOver();
            }
            writer.write(text);
            writer.write('\n');
            writer.flush();
            size += text.length() + 1;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + file, e);
        }
    }

    private void turnOver() throws IOException {
        writer.close();
        Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        writer = open();
        size = 0;
    }

    private BufferedWriter open() throws IOException {
        return Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
