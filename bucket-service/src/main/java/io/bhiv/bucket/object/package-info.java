/**
 * Core updates as stored objects, and the answer that they are.
 */
@NullMarked
package io.bhiv.bucket.object;

import org.jspecify.annotations.NullMarked;
