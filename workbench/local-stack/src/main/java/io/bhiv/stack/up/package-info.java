/** The story of a stack from start to end: lock, sweep leftovers, check ports, backends, services, ready, watch, stop. */
@NullMarked
package io.bhiv.stack.up;

import org.jspecify.annotations.NullMarked;
