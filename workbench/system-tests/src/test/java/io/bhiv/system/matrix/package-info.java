/**
 * The fault matrix: all four services at work on one stage, one class per fault, and the same question after each: do the six
 * invariants of the promise hold?
 *
 * <p>A rolling upgrade is a fault like the others, with a stage of its own: {@code RollingSystem}, two replicas of each service behind a
 * balancer.
 *
 * <p>{@code WholeSystem} is the stage with its load, {@code Subject} what one service was given and what became of it, {@code Invariants}
 * the question. Each fault has a short form and, by a system property, its full size; rows for {@code docs/reliability.md} go to
 * {@code target/fault-matrix.tsv}.
 */
@NullMarked
package io.bhiv.system.matrix;

import org.jspecify.annotations.NullMarked;
