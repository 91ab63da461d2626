/** Calls to BHIV Core: guarded address, bounded time and answer, no redirects, a breaker. */
@NullMarked
package io.bhiv.core.send;

import org.jspecify.annotations.NullMarked;
