/**
 * The whole system from outside: only what a user or another program could do, through {@code ./bridge}, HTTP and Kafka.
 *
 * <p>{@link io.bhiv.system.StackUnderTest} starts a stack of its own, on free ports with empty data, and stops it again.
 */
@NullMarked
package io.bhiv.system;

import org.jspecify.annotations.NullMarked;
