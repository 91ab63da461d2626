/**
 * Figures for status, health and metrics: the state of one delivery, and the size and age of the backlog.
 */
@NullMarked
package io.bhiv.biometric.status;

import org.jspecify.annotations.NullMarked;
