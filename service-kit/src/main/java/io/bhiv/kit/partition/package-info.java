/**
 * Tables partitioned by day: tomorrow's partitions made ahead, old ones dropped, never a delete over history.
 */
@NullMarked
package io.bhiv.kit.partition;

import org.jspecify.annotations.NullMarked;
