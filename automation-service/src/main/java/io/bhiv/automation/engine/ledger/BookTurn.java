package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.ledger.LedgerLines.JobNote;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.plan.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The changes of one call to the file ledger: visible in the book at once, written as lines together, and taken back when
 * they do not reach the disk. What was not written did not happen.
 *
 * @param now one instant for the whole turn, as a transaction of the database has
 */
record BookTurn(LedgerBook book, Instant now, List<String> lines, List<Runnable> undo) {

    static BookTurn of(LedgerBook book, Instant now) {
        return new BookTurn(book, now, new ArrayList<>(), new ArrayList<>());
    }

    void takeBack() {
        undo.reversed().forEach(Runnable::run);
    }

    Entry run(Entry entry) {
        Optional<Entry> before = book.find(entry.key());
        undo.add(() -> before.ifPresentOrElse(book::put, () -> book.remove(entry.key())));
        book.put(entry);
        lines.add(LedgerLines.run(entry));
        return entry;
    }

    /** Makes a row for an occurrence under the given key. */
    Entry record(Occurrence occurrence, RunKey key) {
        return run(Entries.recorded(occurrence, key, now));
    }

    void job(String name, JobNote note) {
        JobNote before = book.job(name).orElse(null);
        undo.add(() -> book.put(name, before));
        book.put(name, note);
        lines.add(LedgerLines.job(name, note));
    }

    /** Says how a job stands from now on; nothing where the ledger knows no such job. */
    void standing(String name, Standing standing) {
        book.job(name).ifPresent(note -> job(name, note.with(standing)));
    }

    /** False when the occasion was noted before. */
    boolean occasion(String job, String key) {
        List<String> occasion = List.of(job, key);
        if (!book.add(occasion)) {
            return false;
        }
        undo.add(() -> book.remove(occasion));
        lines.add(LedgerLines.occasion(job, key));
        return true;
    }

    /** The first due time at or after {@code at} that the job has no row for. */
    RunKey free(String job, Instant at) {
        RunKey key = new RunKey(job, micros(at));
        while (book.has(key)) {
            key = new RunKey(job, key.dueAt().plus(1, ChronoUnit.MICROS));
        }
        return key;
    }

    /** PostgreSQL keeps microseconds; a due time must not differ between the stores. */
    static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }
}
