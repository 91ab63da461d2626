package io.bhiv.load.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What one durable write costs on a disk: 200 appends of 8 KiB, each made durable before the next; under a second on most disks. */
final class FsyncProbe {

    private static final int ROUNDS = 200;
    private static final int PAGE = 8192;

    private FsyncProbe() {}

    /** Median, in nanoseconds, of a write and its fsync in {@code folder}. */
    static long medianNanos(Path folder) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(folder), "fsync", ".probe");
        long[] nanos = new long[ROUNDS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
            for (int round = 0; round < ROUNDS; round++) {
                page.clear();
                long start = System.nanoTime();
                channel.write(page);
                channel.force(false);
                nanos[round] = System.nanoTime() - start;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }
}
