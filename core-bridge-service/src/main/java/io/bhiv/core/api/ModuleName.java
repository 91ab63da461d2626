package io.bhiv.core.api;

import java.util.regex.Pattern;

/** The documented alphabet of module names: 1–64 of letters, digits and {@code . _ : -}, the first a letter or digit. */
final class ModuleName {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

    private ModuleName() {}

    static boolean isValid(String name) {
        return ALLOWED.matcher(name).matches();
    }
}
