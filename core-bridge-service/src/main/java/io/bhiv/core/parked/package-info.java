/**
 * Updates that the bucket or Kafka refused, each with its reason, until an operator replays them.
 */
@NullMarked
package io.bhiv.core.parked;

import org.jspecify.annotations.NullMarked;
