package io.bhiv.core.save;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Java has no exception of its own for a full disk; the system's words are all there is. */
final class DiskSpace {

    private static final List<String> WORDS =
            List.of("no space left", "disk quota exceeded", "not enough space", "file too large");

    private DiskSpace() {}

    static boolean isExhausted(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(message::contains);
    }
}
