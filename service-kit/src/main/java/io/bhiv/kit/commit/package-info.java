/**
 * Group commit: requests that arrive while a batch is being written share the next one, and with it one fsync.
 */
@NullMarked
package io.bhiv.kit.commit;

import org.jspecify.annotations.NullMarked;
