/**
 * Which packet earns which karma action. Pure.
 *
 * <p>The first rule that applies decides; a score that is missing matches no range.
 */
@NullMarked
package io.bhiv.bucket.karma.rule;

import org.jspecify.annotations.NullMarked;
