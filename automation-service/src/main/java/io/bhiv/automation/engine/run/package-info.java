/**
 * Carries out a claimed run: its actions in order, each with its attempts, within its times, and stops when told to. What
 * comes out says for the ledger how it ended and for the report what was done.
 */
@NullMarked
package io.bhiv.automation.engine.run;

import org.jspecify.annotations.NullMarked;
