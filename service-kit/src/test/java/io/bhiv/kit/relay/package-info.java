/** Tests of the relay. */
@NullMarked
package io.bhiv.kit.relay;

import org.jspecify.annotations.NullMarked;
