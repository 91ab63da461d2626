/**
 * Packets that used up their attempts, with their reasons, and their way back.
 */
@NullMarked
package io.bhiv.bucket.dead;

import org.jspecify.annotations.NullMarked;
