package io.bhiv.kit.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file that is rotated by size and by age. Blocking; one thread at a time. After a failed write the file
 * is opened again by the next one, so a disk that was full is used again as soon as it has room.
 */
public final class RotatingFile implements LineFile {

    private final Path file;
    private final RotationPolicy policy;
    private final Clock clock;
    private @Nullable FileChannel channel;
    private Instant born = Instant.MIN;

    public RotatingFile(Path file, RotationPolicy policy, Clock clock) {
        this.file = file;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public void append(ByteBuffer lines, int count, boolean sync) throws IOException {
        append(lines, sync);
    }

    /** Appends whole lines; afterwards they are with the operating system, and on the disk where {@code sync} is true. */
    public void append(ByteBuffer lines, boolean sync) throws IOException {
        try {
            FileChannel open = open();
            while (lines.hasRemaining()) {
                open.write(lines);
            }
            if (sync) {
                open.force(false);
            }
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open != null && !isFull(open)) {
            return open;
        }
        if (open != null) {
            close();
            shift();
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel fresh =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        // Set before anything else, so that a failure below closes it.
        channel = fresh;
        born = bornAt();
        repairTornEnd(fresh);
        return fresh;
    }

    /** The age of the file, not of this process: a service that restarts every day must rotate, too. */
    private Instant bornAt() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class)
                .creationTime()
                .toInstant();
    }

    private boolean isFull(FileChannel open) throws IOException {
        boolean old = Duration.between(born, clock.instant()).compareTo(policy.age()) >= 0;
        return open.size() >= policy.bytes() || (old && open.size() > 0);
    }

    /** A crash or a full disk may have left half a line: close it, so that the next line stands alone. */
    private void repairTornEnd(FileChannel fresh) throws IOException {
        long size = fresh.size();
        if (size == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            reading.read(last, size - 1);
        }
        if (last.get(0) != '\n') {
            fresh.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private void shift() throws IOException {
        Files.deleteIfExists(numbered(policy.keep()));
        for (int number = policy.keep() - 1; number >= 1; number--) {
            move(numbered(number), numbered(number + 1));
        }
        move(file, numbered(1));
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
