/**
 * Work reported on: done, given back with a growing pause, or dead.
 */
@NullMarked
package io.bhiv.bucket.settle;

import org.jspecify.annotations.NullMarked;
