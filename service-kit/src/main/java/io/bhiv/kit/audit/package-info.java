/**
 * The audit trail of operators: who replayed, redrove, paused or ran what, when, and how it ended.
 *
 * <p>A method that acts for an operator is marked {@link io.bhiv.kit.audit.Audited}. Its row is written before it runs, so an
 * action without a row cannot happen, and completed with the answer's status.
 */
@NullMarked
package io.bhiv.kit.audit;

import org.jspecify.annotations.NullMarked;
