/**
 * What follows from what is known: whether a due run may start beside those that run already, whether a failed attempt is
 * made again and when, what the end of a run means for its job. Pure: chance and time are arguments.
 */
@NullMarked
package io.bhiv.automation.engine.plan;

import org.jspecify.annotations.NullMarked;
