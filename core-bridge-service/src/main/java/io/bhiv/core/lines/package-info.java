/** JSON-line logs that can never stop intake: a bounded queue, one writer, rotation by size and time, drops counted. */
@NullMarked
package io.bhiv.core.lines;

import org.jspecify.annotations.NullMarked;
