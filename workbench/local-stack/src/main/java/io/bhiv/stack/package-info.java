/**
 * The one command behind {@code ./bridge}.
 *
 * <p>{@code layout} decides what stands where; {@code ports} asks whether it can; {@code backend} and {@code supervise}
 * run it; {@code up} tells the whole story from start to end; {@code status} lets every other command find what runs.
 * {@code simulate} plays the people and providers outside, {@code simulator} the systems our services call.
 */
@NullMarked
package io.bhiv.stack;

import org.jspecify.annotations.NullMarked;
