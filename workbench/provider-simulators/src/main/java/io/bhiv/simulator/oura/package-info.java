/** Oura's API v2: OAuth, {@code usercollection}, webhook subscriptions with their handshake, notices and quotas. */
@NullMarked
package io.bhiv.simulator.oura;

import org.jspecify.annotations.NullMarked;
