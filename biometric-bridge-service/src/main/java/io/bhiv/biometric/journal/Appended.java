package io.bhiv.biometric.journal;

import java.util.UUID;

/** What the journal answers to an arrival, after the commit. */
public sealed interface Appended {

    /**
     * It is new, stored, and outstanding.
     *
     * @param claimed this process has it for itself, for the time of a nudge's claim, and must take it further; else a sweeper will
     */
    record Stored(Journalled delivery, boolean claimed) implements Appended {}

    /** It was stored before, under this id; nothing was written. */
    record AlreadySeen(UUID eventId) implements Appended {}
}
