/** Follows what was acknowledged to where it must arrive, in bounded memory: ids are kept as 64-bit hashes in primitive tables. */
@NullMarked
package io.bhiv.load.track;

import org.jspecify.annotations.NullMarked;
