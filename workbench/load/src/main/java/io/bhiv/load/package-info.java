/**
 * How fast the bridge is, and whether it keeps its promise at that speed.
 *
 * <p>{@code ./bridge bench <what>} starts backends and services of its own, applies a load, follows every acknowledged event to where
 * it must arrive, and prints what came of it together with the machine that it ran on. {@code http} generates the load, {@code track}
 * follows the events, {@code stage} starts and stops what is measured, {@code machine} describes what it ran on, {@code report} prints
 * it; there is a package for each benchmark.
 */
@NullMarked
package io.bhiv.load;

import org.jspecify.annotations.NullMarked;
