package io.bhiv.automation.engine.report;

import io.bhiv.automation.engine.file.AppendOnly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes report lines to disk, in batches with one sync each, rotating by size and keeping a number of files.
 *
 * <p>A sequence number is given when its line is written and taken back when the write fails, so the numbers on disk have
 * no gaps. A failed write is cut off again; if even that fails, the next one begins a new file. One thread at a time.
 */
final class ReportWriter implements AutoCloseable {

    private final ReportFolder folder;
    private final ReportLimits limits;
    private final AppendOnly.Opener opener;
    private final Clock clock;
    private @Nullable AppendOnly runs;
    private long next;

    private ReportWriter(ReportFolder folder, ReportLimits limits, AppendOnly.Opener opener, Clock clock, long next) {
        this.folder = folder;
        this.limits = limits;
        this.opener = opener;
        this.clock = clock;
        this.next = next;
    }

    static ReportWriter open(Path path, String name, ReportLimits limits, AppendOnly.Opener opener, Clock clock)
            throws IOException {
        ReportFolder folder = ReportFolder.take(path, name);
        return new ReportWriter(folder, limits, opener, clock, folder.repair());
    }

    /**
     * All lines on disk when it returns; none of them counted when it throws.
     *
     * @return why the readable log could not be written too; empty when it was
     */
    Optional<IOException> write(List<ReportLine> lines) throws IOException {
        AppendOnly file = current();
        long before = file.size();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long sequence = next;
        for (ReportLine line : lines) {
            bytes.writeBytes((line.json(sequence++) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try {
            file.append(bytes.toByteArray());
        } catch (IOException failure) {
            cutBack(file, before, failure);
            throw failure;
        }
        next = sequence;
        return writeReadable(lines);
    }

    private AppendOnly current() throws IOException {
        AppendOnly open = runs;
        if (open != null && open.size() < limits.largest()) {
            return open;
        }
        if (open != null) {
            runs = null;
            open.close();
        }
        AppendOnly fresh = opener.open(folder.fresh(next, clock.instant()));
        runs = fresh;
        deleteOldest();
        return fresh;
    }

    private void deleteOldest() throws IOException {
        List<Path> files = folder.files();
        for (Path old : files.subList(0, Math.max(0, files.size() - limits.kept()))) {
            Files.deleteIfExists(old);
        }
    }

    private void cutBack(AppendOnly file, long size, IOException cause) {
        try {
            file.cutTo(size);
        } catch (IOException second) {
            cause.addSuppressed(second);
            runs = null;
        }
    }

    /** Written after the run lines and without a promise: it is for reading, the run files are the record. */
    private Optional<IOException> writeReadable(List<ReportLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.readable()).append('\n'));
        Path daily = folder.daily();
        try {
            if (Files.exists(daily) && Files.size(daily) > limits.largest()) {
                Files.move(daily, daily.resolveSibling("daily_log.1.txt"), StandardCopyOption.REPLACE_EXISTING);
            }
            try (AppendOnly file = opener.open(daily)) {
                file.append(text.toString().getBytes(StandardCharsets.UTF_8));
            }
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(refused);
        }
    }

    @Override
    public void close() throws IOException {
        AppendOnly open = runs;
        if (open != null) {
            open.close();
        }
        folder.close();
    }
}
