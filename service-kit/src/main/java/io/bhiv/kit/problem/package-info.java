/**
 * Errors over HTTP as {@code application/problem+json} (RFC 9457): a stable type, a safe detail, never a stack trace and
 * never an echo of what was sent.
 */
@NullMarked
package io.bhiv.kit.problem;

import org.jspecify.annotations.NullMarked;
