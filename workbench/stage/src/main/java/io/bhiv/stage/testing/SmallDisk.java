package io.bhiv.stage.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file system (tmpfs) that can really be full. Mounting one takes Linux and root: where it cannot be done, tests that need it are
 * skipped and say so.
 */
public final class SmallDisk implements AutoCloseable {

    /** What a test that was skipped says. */
    public static final String ASSUMPTION = "a small disk can only be mounted by root on Linux";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Empty where nothing may be mounted.
     *
     * @param size as {@code mount} takes it, for example {@code 256k}
     */
    public static Optional<SmallDisk> mountedOn(Path folder, String size) {
        return runs("mount", "-t", "tmpfs", "-o", "mode=0777,size=" + size, "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    public Path folder() {
        return folder;
    }

    /** Takes the last byte there is. */
    public void fill() throws IOException {
        try (FileChannel filler = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                filler.write(ByteBuffer.allocate(4_096));
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    public void makeRoom() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        // Lazily, because the service under test may have a log open on it.
        if (!runs("umount", "-l", folder.toString())) {
            throw new IllegalStateException("a small disk stays mounted on " + folder);
        }
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
