/**
 * The one command behind {@code ./bridge}.
 *
 * <p>{@code layout} decides what stands where; {@code ports} asks whether it can; {@code backend} and {@code supervise}
 * run it; {@code up} is the whole life of a stack; {@code status} lets every other command find what runs.
 * {@code simulate} sends what providers, learners and modules send; {@code simulator} has the systems our services call.
 */
@NullMarked
package io.bhiv.stack;

import org.jspecify.annotations.NullMarked;
