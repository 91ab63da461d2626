/**
 * Work handed out: one live lease per packet, claimed, fenced and timed by the database.
 */
@NullMarked
package io.bhiv.bucket.lease;

import org.jspecify.annotations.NullMarked;
