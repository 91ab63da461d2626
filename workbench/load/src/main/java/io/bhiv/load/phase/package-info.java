/** The phases that benchmarks are made of: a load whose every acknowledged id is followed to the topic where it must arrive. */
@NullMarked
package io.bhiv.load.phase;

import org.jspecify.annotations.NullMarked;
