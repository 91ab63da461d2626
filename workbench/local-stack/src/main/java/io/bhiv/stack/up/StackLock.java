package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** At most one stack per folder: a file lock, which the system itself gives back when the holder dies. */
record StackLock(FileChannel channel, FileLock lock) implements AutoCloseable {

    static StackLock take(StackFolders folders) {
        try {
            Files.createDirectories(folders.home());
            FileChannel channel =
                    FileChannel.open(folders.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new BadSetting(
                        "A stack is already up here (" + folders.home()
                                + "). ./bridge status shows it, ./bridge down stops it.",
                        null);
            }
            return new StackLock(channel, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + folders.lockFile(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot give the lock back", e);
        }
    }
}
