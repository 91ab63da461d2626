/**
 * Dead letters: packets that used up their attempts, with the reason of each attempt, and their redrive.
 *
 * <p>Operators list and redrive them; nothing here is on the path of intake or leases.
 */
@NullMarked
package io.bhiv.bucket.dead;

import org.jspecify.annotations.NullMarked;
