package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.file.AppendOnly;
import io.bhiv.automation.engine.file.SyncedFile;
import io.bhiv.automation.engine.file.WholeLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The lines of a file ledger on disk: locked for one process, appended with fsync, a torn last line cut off at open.
 *
 * <p>A write that fails half way is cut back to the last whole line, so that one full disk does not spoil the next line.
 */
final class LedgerFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LedgerFile.class);

    private static final int SHORT = 5_000;

    private final Path file;
    private final FileChannel lock;
    private final List<String> found;
    private AppendOnly lines;
    private long end;
    private long count;
    /** From how many lines on the file is written anew. */
    private long enough = SHORT;

    private LedgerFile(Path file, FileChannel lock, List<String> found, AppendOnly lines) throws IOException {
        this.file = file;
        this.lock = lock;
        this.found = found;
        this.lines = lines;
        this.end = lines.size();
        this.count = found.size();
    }

    /** @throws LedgerLocked when another process, or another ledger of this one, holds it */
    static LedgerFile open(Path path) {
        Path file = path.toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            FileChannel lock = lock(file);
            WholeLines.cutTornLine(file);
            AppendOnly lines = SyncedFile.open(file);
            return new LedgerFile(file, lock, Files.readAllLines(file), lines);
        } catch (IOException failure) {
            throw new LedgerUnusable(file, "cannot be opened: " + failure, failure);
        }
    }

    /** Locks a file of its own, because the ledger itself is replaced when it is compacted. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isFree(channel)) {
            return channel;
        }
        channel.close();
        throw new LedgerLocked(file);
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** The lines that were there when it was opened. */
    List<String> found() {
        return found;
    }

    Path path() {
        return file;
    }

    /** On disk when it returns; on failure nothing of it is. */
    void append(List<String> added) {
        if (added.isEmpty()) {
            return;
        }
        byte[] bytes = bytes(added);
        try {
            // Longer only when an earlier failure could not be cut back.
            if (lines.size() > end) {
                lines.cutTo(end);
            }
            lines.append(bytes);
        } catch (IOException failure) {
            cutBack(failure);
            throw new LedgerUnusable(file, "cannot be written: " + failure, failure);
        }
        end += bytes.length;
        count += added.size();
    }

    private void cutBack(IOException cause) {
        try {
            lines.cutTo(end);
        } catch (IOException second) {
            cause.addSuppressed(second);
        }
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the file anew when it has grown long. Where that fails it goes on growing, and is tried again later. */
    void compactIfLong(Supplier<List<String>> compacted) {
        if (count <= enough) {
            return;
        }
        try {
            List<String> rest = compacted.get();
            rewrite(rest);
            end = lines.size();
            count = rest.size();
        } catch (IOException failure) {
            LOG.warnf("The ledger could not be written anew, it goes on growing [file=%s cause=%s]", file, failure);
        }
        enough = Math.max(SHORT, 2 * count);
    }

    /** Replaces the whole content, atomically. */
    private void rewrite(List<String> rest) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (AppendOnly out = SyncedFile.open(fresh)) {
            out.append(bytes(rest));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        AppendOnly replaced = lines;
        lines = SyncedFile.open(file);
        replaced.close();
    }

    @Override
    public void close() {
        try {
            lines.close();
            lock.close();
        } catch (IOException failure) {
            throw new LedgerUnusable(file, "cannot be closed: " + failure, failure);
        }
    }
}
