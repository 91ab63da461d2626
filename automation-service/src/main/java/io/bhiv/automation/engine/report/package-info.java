/**
 * What happened, in files: one JSON line per due time for programs, one readable line per run.
 *
 * <p>Reports follow the ledger and never delay it: a full disk costs reports, which are counted and stated in the
 * next line that can be written, and no job.
 */
@NullMarked
package io.bhiv.automation.engine.report;

import org.jspecify.annotations.NullMarked;
