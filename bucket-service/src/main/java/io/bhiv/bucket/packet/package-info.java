/**
 * What a PRANA packet is and which bodies are one. Pure: the same bytes at the same time give the same result.
 *
 * <p>Unknown members and unknown states are kept; only what no consumer could act on is rejected.
 */
@NullMarked
package io.bhiv.bucket.packet;

import org.jspecify.annotations.NullMarked;
