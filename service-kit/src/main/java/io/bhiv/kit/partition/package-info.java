/**
 * Tables partitioned by day: the coming days created ahead and attached without locking the table, old ones detached and
 * dropped. History is never deleted row by row.
 */
@NullMarked
package io.bhiv.kit.partition;

import org.jspecify.annotations.NullMarked;
