/**
 * What a person may see and do: look at a delivery, at the backlog, at what is parked, and replay with a preview.
 */
@NullMarked
package io.bhiv.biometric.operate;

import org.jspecify.annotations.NullMarked;
