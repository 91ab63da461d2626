package io.bhiv.automation.engine.report;

import io.bhiv.automation.engine.file.WholeLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The report files of one writer in a folder that several may share.
 *
 * <p>A file is called {@code run_<writer>_<first sequence number>_<when>.jsonl}. Each writer numbers its own lines, held by
 * a lock, so that no two processes can count the same series; a second process of the same name writes as
 * {@code <name>-2}, and so on.
 */
final class ReportFolder implements AutoCloseable {

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final Pattern SEQUENCE = Pattern.compile("\\{\"seq\":(\\d{1,18})");
    private static final int MOST_WRITERS = 100;

    private final Path folder;
    private final String writer;
    private final FileChannel lock;

    private ReportFolder(Path folder, String writer, FileChannel lock) {
        this.folder = folder;
        this.writer = writer;
        this.lock = lock;
    }

    static ReportFolder take(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        String safe = name.replaceAll("[^A-Za-z0-9.-]", "-");
        for (int i = 1; i <= MOST_WRITERS; i++) {
            String writer = i == 1 ? safe : safe + "-" + i;
            FileChannel channel = FileChannel.open(
                    folder.resolve("." + writer + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locks(channel)) {
                return new ReportFolder(folder, writer, channel);
            }
            channel.close();
        }
        throw new IOException("more than " + MOST_WRITERS + " processes write reports to " + folder);
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    Path fresh(long firstSequence, Instant now) {
        return folder.resolve("run_%s_%012d_%s.jsonl".formatted(writer, firstSequence, WHEN.format(now)));
    }

    Path daily() {
        return folder.resolve("daily_log.txt");
    }

    /** Oldest first. */
    List<Path> files() throws IOException {
        String prefix = "run_" + writer + "_";
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** Cuts a torn last line off the newest file and answers the next sequence number. */
    long repair() throws IOException {
        List<Path> files = files();
        for (Path file : files.reversed()) {
            long last = repair(file);
            if (last > 0) {
                return last + 1;
            }
        }
        return 1;
    }

    private static long repair(Path file) throws IOException {
        WholeLines.cutTornLine(file);
        Matcher found = SEQUENCE.matcher(WholeLines.last(file));
        return found.lookingAt() ? Long.parseLong(found.group(1)) : 0;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
