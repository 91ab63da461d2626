/**
 * Refuses to start with a dangerous configuration, and tells how the service is.
 */
@NullMarked
package io.bhiv.biometric.readiness;

import org.jspecify.annotations.NullMarked;
