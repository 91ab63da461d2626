/**
 * Start-up checks: a dangerous configuration keeps the service from starting, and the message names the key.
 */
@NullMarked
package io.bhiv.biometric.readiness;

import org.jspecify.annotations.NullMarked;
