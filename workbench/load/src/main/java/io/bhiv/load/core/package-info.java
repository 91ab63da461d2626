/** {@code ./bridge bench core}: from a module's update to the bucket's result that it is stored. */
@NullMarked
package io.bhiv.load.core;

import org.jspecify.annotations.NullMarked;
