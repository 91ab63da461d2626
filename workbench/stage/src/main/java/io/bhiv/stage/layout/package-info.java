/**
 * Ports, addresses, development secrets and the environment of every service: decided here once, for the local stack, for benchmarks and
 * for tests. Values only; nothing here starts anything.
 */
@NullMarked
package io.bhiv.stage.layout;

import org.jspecify.annotations.NullMarked;
