package io.bhiv.biometric.json;

/**
 * Other people's text that a database column can take. PostgreSQL refuses NUL in text: a delivery whose user or id holds
 * one would fail with the whole batch that it travels in.
 */
public final class StorableText {

    private StorableText() {}

    public static boolean is(String text) {
        return text.indexOf('\0') < 0;
    }
}
