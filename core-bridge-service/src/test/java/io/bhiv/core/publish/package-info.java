/** Tests of publishing. */
@NullMarked
package io.bhiv.core.publish;

import org.jspecify.annotations.NullMarked;
