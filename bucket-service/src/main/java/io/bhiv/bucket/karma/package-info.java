/**
 * The consumer we bring along: leases packets and tells the Karma Tracker what they earned.
 */
@NullMarked
package io.bhiv.bucket.karma;

import org.jspecify.annotations.NullMarked;
