/**
 * Checks that run before the first request is taken. Each names the key that is wrong and what to do about it.
 */
@NullMarked
package io.bhiv.kit.start;

import org.jspecify.annotations.NullMarked;
