/** How many requests a client may make: fixed windows, aligned to the epoch as gateways align them. */
@NullMarked
package io.bhiv.simulator.quota;

import org.jspecify.annotations.NullMarked;
