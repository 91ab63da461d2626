/** The bucket's word comes back: updates leave the pending list as synced or parked, and the tally moves with them. */
@NullMarked
package io.bhiv.core.sync;

import org.jspecify.annotations.NullMarked;
