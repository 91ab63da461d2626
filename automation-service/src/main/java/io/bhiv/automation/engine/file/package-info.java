/**
 * Files that lines are added to, by the ledger of a laptop and by the reports: on disk when an append returns, and repaired
 * after a crash in the middle of one.
 */
@NullMarked
package io.bhiv.automation.engine.file;

import org.jspecify.annotations.NullMarked;
