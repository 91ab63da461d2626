package io.bhiv.core.save;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Objects as files of one folder: a temporary file beside the target, fsync, rename over the target, fsync of the
 * folder. A rename is atomic, so readers and other writers only ever see whole objects.
 *
 * <p>A name that is a symbolic link, or anything but a plain file, is refused: a rename would replace the link
 * instead of following it. Temporary files begin with a dot, which no object can.
 */
public final class FolderBucketStore implements BucketStore {

    /** Makes bytes durable; a test that writes 100,000 files leaves it out. */
    @FunctionalInterface
    interface Sync {
        void force(FileChannel channel) throws IOException;
    }

    private static final String UNFINISHED = ".saving-";

    private final Path folder;
    private final Supplier<UUID> ids;
    private final Sync sync;

    public FolderBucketStore(Path folder, Supplier<UUID> ids) {
        this(folder, ids, channel -> channel.force(true));
    }

    FolderBucketStore(Path folder, Supplier<UUID> ids, Sync sync) {
        this.folder = folder.toAbsolutePath().normalize();
        this.ids = ids;
        this.sync = sync;
    }

    @Override
    public SaveOutcome save(String filename, byte[] payload) {
        Optional<String> problem = BucketFilename.problem(filename);
        if (problem.isPresent()) {
            return new SaveOutcome.BadName(problem.get());
        }
        Path target = folder.resolve(filename);
        Path temporary = folder.resolve(UNFINISHED + ids.get());
        try {
            makeFolder(folder);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                return new SaveOutcome.BadName("Something that is no plain file has this name");
            }
            write(temporary, payload);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(folder);
            return new SaveOutcome.Saved(target.toString());
        } catch (IOException failure) {
            return failed(temporary, failure);
        }
    }

    /** Removes temporary files older than this instant, left by processes that were killed; returns how many. */
    int removeUnfinished(Instant before) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int removed = 0;
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
            for (Path file : unfinished) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before)) {
                    removed += Files.deleteIfExists(file) ? 1 : 0;
                }
            }
        }
        return removed;
    }

    private void write(Path temporary, byte[] payload) throws IOException {
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(payload);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            sync.force(channel);
        }
    }

    /** A new folder is an entry in its parent, which must be durable as well. */
    private void makeFolder(Path wanted) throws IOException {
        Path above = wanted.getParent();
        if (above == null || Files.isDirectory(wanted)) {
            return;
        }
        makeFolder(above);
        Files.createDirectories(wanted);
        syncFolder(above);
    }

    /** Without this a power cut could lose the name although the bytes are on the disk. */
    private void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            sync.force(channel);
        }
    }

    private static SaveOutcome failed(Path temporary, IOException failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException leftBehind) {
            failure.addSuppressed(leftBehind);
        }
        return DiskSpace.isExhausted(failure)
                ? new SaveOutcome.DiskFull()
                : new SaveOutcome.Failed(
                        "the folder cannot be written (" + failure.getClass().getSimpleName() + ")");
    }
}
