/**
 * PostgreSQL as every service uses it: a pool with a limit on every wait ({@link io.bhiv.kit.store.BoundedPool}), rows as the
 * column arrays of a multi-row statement, and what a failure means for the caller: try again later, or our mistake.
 */
@NullMarked
package io.bhiv.kit.store;

import org.jspecify.annotations.NullMarked;
