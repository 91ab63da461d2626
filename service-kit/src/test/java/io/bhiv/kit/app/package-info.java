/** A small application made of nothing but the kit, to test the kit from outside. */
@NullMarked
package io.bhiv.kit.app;

import org.jspecify.annotations.NullMarked;
