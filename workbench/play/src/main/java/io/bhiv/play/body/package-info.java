/** Bodies with values that change, filled in place and signed without allocating: as many a second as a benchmark needs. */
@NullMarked
package io.bhiv.play.body;

import org.jspecify.annotations.NullMarked;
