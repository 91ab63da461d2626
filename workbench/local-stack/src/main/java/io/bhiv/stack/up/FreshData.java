package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Empties the data folder, and nothing else. */
record FreshData(StackFolders folders) {

    void empty() {
        if (!Files.exists(folders.data())) {
            return;
        }
        try (Stream<Path> files = Files.walk(folders.data())) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty " + folders.data(), e);
        }
    }
}
