/** Reading the logs of a running stack. */
@NullMarked
package io.bhiv.stack.logs;

import org.jspecify.annotations.NullMarked;
