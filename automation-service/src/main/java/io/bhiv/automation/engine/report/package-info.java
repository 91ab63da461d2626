/**
 * What happened, in files: one JSON line per due time for programs, one readable line per run for people.
 *
 * <p>Reports follow the ledger and never hold it up: a full disk costs reports, which are counted and owned up to in the
 * next line that can be written, and no job.
 */
@NullMarked
package io.bhiv.automation.engine.report;

import org.jspecify.annotations.NullMarked;
