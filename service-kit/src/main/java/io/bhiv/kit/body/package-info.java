/**
 * Bodies in memory: one {@link io.bhiv.kit.body.ByteBudget} for all that a process holds, whichever step holds it, and how requests and
 * large answers draw on it; how long a body may take to arrive.
 */
@NullMarked
package io.bhiv.kit.body;

import org.jspecify.annotations.NullMarked;
