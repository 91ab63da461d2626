/** Updates of the modules education, finance, creative and robotics, and the update that benchmarks send. */
@NullMarked
package io.bhiv.play.module;

import org.jspecify.annotations.NullMarked;
