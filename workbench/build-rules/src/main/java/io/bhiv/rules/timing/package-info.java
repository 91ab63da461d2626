/**
 * Whether the time of a comparison says how much of a guess is right. Tests of signatures and keys measure with this, each beside a
 * comparison that does leak, because a measurement that sees nothing may be blind.
 */
@NullMarked
package io.bhiv.rules.timing;

import org.jspecify.annotations.NullMarked;
