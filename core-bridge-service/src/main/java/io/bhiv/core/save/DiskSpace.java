package io.bhiv.core.save;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Java has no exception of its own for a full disk, so the system's message decides. */
final class DiskSpace {

    private static final List<String> MESSAGES =
            List.of("no space left", "disk quota exceeded", "not enough space", "file too large");

    private DiskSpace() {}

    static boolean isExhausted(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return MESSAGES.stream().anyMatch(message::contains);
    }
}
