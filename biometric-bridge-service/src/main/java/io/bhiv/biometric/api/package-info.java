/**
 * The edge. Raw bytes and headers in, a status out; nothing is parsed here. Every limit is enforced before the body is
 * held in memory: size, encoding, number at once, bytes at once, time to arrive.
 */
@NullMarked
package io.bhiv.biometric.api;

import org.jspecify.annotations.NullMarked;
