/** Says what this machine lacks and how to get it. Runs from source with the JDK alone, because it must work where nothing could be built yet. */
@NullMarked
package io.bhiv.stack.doctor;

import org.jspecify.annotations.NullMarked;
