package io.bhiv.kit.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file that bytes are added to. The seam at which a test makes a disk full. */
public interface AppendOnly extends Closeable {

    /** All of it on disk when it returns; on failure the file may hold a part of it. */
    void append(byte[] bytes) throws IOException;

    long size() throws IOException;

    /** Cuts the file to its first {@code size} bytes. */
    void cutTo(long size) throws IOException;

    /** How such a file is opened. */
    @FunctionalInterface
    interface Opener {
        AppendOnly open(Path file) throws IOException;
    }
}
