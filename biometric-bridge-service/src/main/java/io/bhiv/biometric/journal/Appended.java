package io.bhiv.biometric.journal;

import java.util.UUID;

/** What the journal answers to an arrival, after the commit. */
public sealed interface Appended {

    /** It is new, stored, and outstanding. */
    record Stored(Journalled delivery) implements Appended {}

    /** It was stored before, under this id; nothing was written. */
    record AlreadySeen(UUID eventId) implements Appended {}
}
