/**
 * A lean HTTP/1.1 load generator: one thread, one selector, no object per byte.
 *
 * <p>It shares its machine with the server that it measures, so every microsecond it takes is taken from the server. {@link
 * io.bhiv.load.http.HttpLoad} is the entry point; {@link io.bhiv.load.http.Pacing} decides when requests are sent and {@link
 * io.bhiv.load.http.Traffic} what is in them.
 */
@NullMarked
package io.bhiv.load.http;

import org.jspecify.annotations.NullMarked;
