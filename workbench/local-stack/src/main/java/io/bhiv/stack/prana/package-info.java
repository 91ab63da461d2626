/** Simulated learners: {@code ./bridge simulate prana}. */
@NullMarked
package io.bhiv.stack.prana;

import org.jspecify.annotations.NullMarked;
