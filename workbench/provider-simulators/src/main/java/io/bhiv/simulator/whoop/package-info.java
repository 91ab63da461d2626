/** WHOOP's API v2: OAuth, cycles, sleeps, recoveries and workouts, pending scores, notices and quotas. */
@NullMarked
package io.bhiv.simulator.whoop;

import org.jspecify.annotations.NullMarked;
