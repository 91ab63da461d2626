/** {@code ./bridge bench prana}: packets in, by ones and by hundreds, and out again through leases. */
@NullMarked
package io.bhiv.load.prana;

import org.jspecify.annotations.NullMarked;
