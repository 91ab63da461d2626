/**
 * Whether a delivery is authentic and recent.
 *
 * <p>One file per signature scheme, each over the raw bytes as they came. Every active secret is tried and digests are compared in
 * constant time, so the answer's timing reveals nothing. What is genuine but old is accepted and flagged within the provider's retry
 * span, because providers do not document whether retries are signed again. Nothing here reads the clock or the body's content.
 */
@NullMarked
package io.bhiv.biometric.verify;

import org.jspecify.annotations.NullMarked;
