package io.bhiv.automation.engine.read;

/**
 * One thing that is wrong with a job file.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the whole file
 * @param says what is wrong and what would be right
 */
public record Violation(String pointer, String says) {

    /** A key as a part of a pointer. */
    static String segment(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "/" : pointer) + ": " + says;
    }
}
