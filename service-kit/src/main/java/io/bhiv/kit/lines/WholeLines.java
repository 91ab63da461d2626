package io.bhiv.kit.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lines of a file that have their end. What a crash left without one was never confirmed. */
final class WholeLines {

    private static final int BLOCK = 64 * 1024;

    private WholeLines() {}

    /** Cuts the file behind its last line end; a file that is not there, or whole, stays as it is. */
    static void cutTornLine(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long whole = behindLastEnd(channel, channel.size());
            if (whole < channel.size()) {
                channel.truncate(whole);
                channel.force(true);
            }
        }
    }

    /** The last whole line without its end, however long; empty where there is none. */
    static String last(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = behindLastEnd(channel, channel.size());
            if (end == 0) {
                return "";
            }
            long start = behindLastEnd(channel, end - 1);
            return StandardCharsets.UTF_8
                    .decode(read(channel, start, (int) (end - 1 - start)))
                    .toString();
        }
    }

    /** The position behind the last line end before {@code upTo}; 0 where there is none. */
    private static long behindLastEnd(FileChannel channel, long upTo) throws IOException {
        for (long end = upTo; end > 0; end = Math.max(0, end - BLOCK)) {
            long start = Math.max(0, end - BLOCK);
            ByteBuffer block = read(channel, start, (int) (end - start));
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }

    private static ByteBuffer read(FileChannel channel, long start, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, start + bytes.position());
        }
        return bytes.flip();
    }
}
