/**
 * What a failure of PostgreSQL means for the caller: come back later, or our mistake.
 */
@NullMarked
package io.bhiv.kit.store;

import org.jspecify.annotations.NullMarked;
