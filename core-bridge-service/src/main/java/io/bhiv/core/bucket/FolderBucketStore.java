package io.bhiv.core.bucket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Objects as files of one folder: a temporary file beside the target, fsync, rename over the target, fsync of the
 * folder. A rename is atomic, so readers and other writers only ever see whole objects.
 *
 * <p>A name that is a symbolic link, or anything else than a plain file, is refused: a rename would replace the link and
 * not follow it, but somebody put it there for a reason. Temporary files begin with a dot, which no object can.
 */
public final class FolderBucketStore implements BucketStore {

    /** What makes bytes durable; a test that makes 100,000 files leaves it out. */
    @FunctionalInterface
    interface Sync {
        void force(FileChannel channel) throws IOException;
    }

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
        Path temporary = folder.resolve(".saving-" + ids.get());
        try {
            Files.createDirectories(folder);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                return new SaveOutcome.BadName("Something that is no plain file has this name");
            }
            write(temporary, payload);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
            return new SaveOutcome.Saved(target.toString());
        } catch (IOException failure) {
            return failed(temporary, failure);
        }
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

    /** Without this the name itself could be lost in a power cut, though the bytes were not. */
    private void syncFolder() throws IOException {
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
