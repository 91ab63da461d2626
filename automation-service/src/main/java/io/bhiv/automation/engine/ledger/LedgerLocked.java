package io.bhiv.automation.engine.ledger;

import java.nio.file.Path;

/** Another process holds the ledger file. Two processes with one file would both believe that a due time is theirs. */
public final class LedgerLocked extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerLocked(Path file) {
        super("the ledger " + file + " is held by another process", null, false, false);
    }
}
