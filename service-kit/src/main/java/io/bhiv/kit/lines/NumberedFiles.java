package io.bhiv.kit.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of numbered JSON lines in a folder that several processes may share: rotated by size, the oldest deleted first.
 *
 * <p>A file is called {@code <prefix>_<writer>_<first number>_<when>.jsonl}. Each writer numbers its own lines over all its files
 * and restarts, held by a lock, so that no two processes count the same series; a second process of the same name writes as
 * {@code <name>-2}, and so on. A torn last line is cut off at start. A failed write is cut off again; if even that fails, the next
 * one begins a new file.
 */
public final class NumberedFiles implements LineFile {

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final Pattern NUMBER = Pattern.compile("\\{\"seq\":(\\d{1,18})");
    private static final int MOST_WRITERS = 100;

    private final Series series;
    private final Limits limits;
    private final AppendOnly.Opener opener;
    private final Clock clock;
    private @Nullable AppendOnly open;
    private long next;

    /**
     * How much is kept.
     *
     * @param largest size in bytes at which a file is full
     * @param kept how many files of one writer are kept
     */
    public record Limits(long largest, int kept) {}

    /** The files of one writer, and the lock that keeps others off them. */
    private record Series(Path folder, String name, FileChannel lock) {

        /** Oldest first. */
        List<Path> files() throws IOException {
            try (Stream<Path> all = Files.list(folder)) {
                return all.filter(file -> file.getFileName().toString().startsWith(name + "_"))
                        .sorted()
                        .toList();
            }
        }
    }

    private NumberedFiles(Series series, Limits limits, AppendOnly.Opener opener, Clock clock) throws IOException {
        this.series = series;
        this.limits = limits;
        this.opener = opener;
        this.clock = clock;
        this.next = lastNumber() + 1;
    }

    /**
     * Locks a series, repairs what a crash left behind, and continues its numbers.
     *
     * @param writer who writes; any text, of which what a file name cannot hold is replaced
     */
    public static NumberedFiles open(Path folder, String prefix, String writer, Limits limits, Clock clock)
            throws IOException {
        return open(folder, prefix, writer, limits, clock, SyncedFile::open);
    }

    /** The same on files that a test opens. */
    public static NumberedFiles open(
            Path folder, String prefix, String writer, Limits limits, Clock clock, AppendOnly.Opener opener)
            throws IOException {
        Files.createDirectories(folder);
        String safe = writer.replaceAll("[^A-Za-z0-9.-]", "-");
        for (int i = 1; i <= MOST_WRITERS; i++) {
            String name = i == 1 ? safe : safe + "-" + i;
            FileChannel channel = FileChannel.open(
                    folder.resolve("." + name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locks(channel)) {
                return new NumberedFiles(new Series(folder, prefix + "_" + name, channel), limits, opener, clock);
            }
            channel.close();
        }
        throw new IOException("more than " + MOST_WRITERS + " processes write to " + folder);
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private long lastNumber() throws IOException {
        for (Path file : series.files().reversed()) {
            WholeLines.cutTornLine(file);
            Matcher found = NUMBER.matcher(WholeLines.last(file));
            if (found.lookingAt()) {
                return Long.parseLong(found.group(1));
            }
        }
        return 0;
    }

    @Override
    public OptionalLong next() {
        return OptionalLong.of(next);
    }

    /** Always synced. */
    @Override
    public void append(ByteBuffer lines, int count, boolean sync) throws IOException {
        AppendOnly file = current();
        long before = file.size();
        byte[] bytes = new byte[lines.remaining()];
        lines.get(bytes);
        try {
            file.append(bytes);
        } catch (IOException failure) {
            cutBack(file, before, failure);
            throw failure;
        }
        next += count;
    }

    private AppendOnly current() throws IOException {
        AppendOnly current = open;
        if (current != null && current.size() < limits.largest()) {
            return current;
        }
        close(current);
        AppendOnly fresh = opener.open(series.folder()
                .resolve("%s_%012d_%s.jsonl".formatted(series.name(), next, WHEN.format(clock.instant()))));
        open = fresh;
        List<Path> files = series.files();
        for (Path old : files.subList(0, Math.max(0, files.size() - limits.kept()))) {
            Files.deleteIfExists(old);
        }
        return fresh;
    }

    private void cutBack(AppendOnly file, long size, IOException cause) {
        try {
            file.cutTo(size);
        } catch (IOException second) {
            cause.addSuppressed(second);
            open = null;
        }
    }

    private void close(@Nullable AppendOnly file) throws IOException {
        open = null;
        if (file != null) {
            file.close();
        }
    }

    @Override
    public void close() throws IOException {
        close(open);
        series.lock().close();
    }
}
