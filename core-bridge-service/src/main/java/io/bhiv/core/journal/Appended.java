package io.bhiv.core.journal;

import java.util.UUID;

/** The result of an append. */
public sealed interface Appended {

    /** Committed now. */
    record Stored(UUID id, String sessionId) implements Appended {}

    /** The same key with the same body was committed before, as this update. */
    record Duplicate(UUID id, String sessionId) implements Appended {}

    /** The same key was used with another body; nothing was stored. */
    record Conflict() implements Appended {}

    /** The key was used before, and what for could not be read; nothing was stored now, and the caller may send it again. */
    record Unconfirmed() implements Appended {}
}
