/**
 * Replay: accepted deliveries are processed again, with the same ids, after a preview.
 */
@NullMarked
package io.bhiv.biometric.replay;

import org.jspecify.annotations.NullMarked;
