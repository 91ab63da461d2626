package io.bhiv.stage.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a server keeps its data: a named folder that is kept, or a temporary one that is removed. */
record DataFolder(Path path, boolean temporary) {

    private static final long LOG_LIMIT_BYTES = 16L * 1024 * 1024;

    static DataFolder of(Optional<Path> kept, String name) {
        if (kept.isPresent()) {
            return new DataFolder(kept.get().toAbsolutePath().normalize(), false);
        }
        try {
            return new DataFolder(Files.createTempDirectory("bridge-" + name + "-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the data folder of " + name, e);
        }
    }

    /** A kept folder is created when its server starts, not before. */
    void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + path, e);
        }
    }

    /** A server's log is kept over restarts, but not for ever. */
    void dropIfLarge(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + log, e);
        }
    }

    void removeIfTemporary() {
        if (!temporary || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + path, e);
        }
    }
}
