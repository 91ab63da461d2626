package io.bhiv.core.save;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names an object may have: 1 to 150 of {@code A-Z a-z 0-9 . _ -}, the first a letter, a digit or {@code _}, the
 * last no dot, and no device name ({@code CON}, {@code NUL}, {@code COM1}, …). So a name has no
 * folder, no parent reference, no drive and no NUL, and means the same on every system and in every store.
 */
public final class BucketFilename {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,149}");
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul", "conin$", "conout$", "clock$");
    private static final Pattern NUMBERED_DEVICE = Pattern.compile("(com|lpt)[0-9]");

    private BucketFilename() {}

    /** Why the name is refused; empty where it may be used. */
    public static Optional<String> problem(String name) {
        if (!ALLOWED.matcher(name).matches()) {
            return Optional.of("A filename has 1 to 150 letters, digits or . _ - and begins with a letter, digit or _");
        }
        if (name.endsWith(".")) {
            return Optional.of("A filename does not end with a dot");
        }
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
        boolean device = DEVICES.contains(stem) || NUMBERED_DEVICE.matcher(stem).matches();
        return device ? Optional.of("This filename is a device name") : Optional.empty();
    }
}
