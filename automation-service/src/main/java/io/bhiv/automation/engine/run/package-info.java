/**
 * Carries out a claimed run: its actions in order, each with its attempts, within its times, and stops when cancelled. The
 * result holds how it ended, for the ledger, and what was done, for the report.
 */
@NullMarked
package io.bhiv.automation.engine.run;

import org.jspecify.annotations.NullMarked;
