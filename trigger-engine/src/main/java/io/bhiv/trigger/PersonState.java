package io.bhiv.trigger;

import java.util.Arrays;

/**
 * Everything the engine keeps of one person, as bytes whose first is the version of their format: baselines, rules, episodes and
 * open nights. At most {@link #MOST_BYTES}, however long the person is known. Two states that are equal evaluate alike.
 */
public record PersonState(byte[] bytes) {

    /** The format that this engine writes. It reads this one and those before. */
    public static final int FORMAT = 3;

    private static final int NO_FORMAT = 128;

    /** No state is larger: 67 nights of five metrics, the histogram, the episodes and eight open nights. */
    public static final int MOST_BYTES = 24 * 1024;

    /** Of a person of whom nothing is known. */
    public static final PersonState NEW = new PersonState(new byte[0]);

    public PersonState {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The version of its format; 0 for a person of whom nothing is known. */
    public int format() {
        return bytes.length == 0 ? 0 : bytes[0] & 0xFF;
    }

    /** Whether a newer engine wrote it: this one must leave it alone. A number that no engine will reach is damage. */
    public boolean isNewer() {
        return format() > FORMAT && format() < NO_FORMAT;
    }

    /** Without a copy; for reading only. */
    byte[] inner() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PersonState state && Arrays.equals(bytes, state.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "PersonState[" + bytes.length + " bytes]";
    }
}
