package io.bhiv.automation.engine.ledger;

import java.nio.file.Path;

/** The ledger file cannot be read or written. */
public final class LedgerUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerUnusable(Path file, String why, Throwable cause) {
        super("the ledger " + file + " " + why, cause);
    }
}
