package io.bhiv.kit.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Where the lines of a log go. Blocking; one thread at a time. */
public interface LineFile extends Closeable {

    /** Appends {@code count} whole lines; afterwards they are with the operating system, and on the disk where {@code sync} is true. */
    void append(ByteBuffer lines, int count, boolean sync) throws IOException;

    /** The number of the next line; empty where lines are not numbered. */
    default OptionalLong next() {
        return OptionalLong.empty();
    }
}
