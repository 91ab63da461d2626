package io.bhiv.automation.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The lines of a file ledger on disk: locked for one process, appended with fsync, a torn last line cut off at open.
 *
 * <p>A write that fails half way is cut back to the last whole line, so that one full disk does not spoil the next line.
 */
final class LedgerFile implements AutoCloseable {

    private static final String LINE_END = "\n";

    private final Path file;
    private final FileChannel lockChannel;
    private FileChannel channel;
    private long end;

    private LedgerFile(Path file, FileChannel lockChannel, FileChannel channel) throws IOException {
        this.file = file;
        this.lockChannel = lockChannel;
        this.channel = channel;
        this.end = channel.size();
    }

    /** @throws LedgerLocked when another process, or another ledger of this one, holds it */
    static LedgerFile open(Path file) {
        try {
            Path absolute = file.toAbsolutePath();
            Files.createDirectories(absolute.getParent());
            FileChannel lockChannel = lock(absolute);
            cutTornLine(absolute);
            return new LedgerFile(absolute, lockChannel, append(absolute));
        } catch (IOException failure) {
            throw new UncheckedIOException("the ledger cannot be opened: " + file, failure);
        }
    }

    /** Locks a file of its own, because the ledger itself is replaced when it is compacted. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            channel.close();
            throw new LedgerLocked(file);
        }
        channel.close();
        throw new LedgerLocked(file);
    }

    private static void cutTornLine(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long whole = channel.size();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (whole > 0) {
                one.clear();
                channel.read(one, whole - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                whole--;
            }
            channel.truncate(whole);
        }
    }

    private static FileChannel append(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.position(channel.size());
        return channel;
    }

    List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("the ledger cannot be read: " + file, failure);
        }
    }

    /** On disk when it returns. */
    void append(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap((String.join(LINE_END, lines) + LINE_END).getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
            end = channel.position();
        } catch (IOException failure) {
            cutBack(failure);
            throw new UncheckedIOException("the ledger cannot be written: " + file, failure);
        }
    }

    private void cutBack(IOException cause) {
        try {
            channel.truncate(end);
        } catch (IOException second) {
            cause.addSuppressed(second);
        }
    }

    /** Replaces the whole content, atomically. */
    void rewrite(List<String> lines) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            channel.close();
            Files.deleteIfExists(fresh);
            try (FileChannel out = append(fresh)) {
                ByteBuffer bytes =
                        ByteBuffer.wrap((String.join(LINE_END, lines) + LINE_END).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel = append(file);
            end = channel.size();
        } catch (IOException failure) {
            throw new UncheckedIOException("the ledger cannot be compacted: " + file, failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            lockChannel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the ledger cannot be closed: " + file, failure);
        }
    }
}
