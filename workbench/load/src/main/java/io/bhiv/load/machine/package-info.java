/** What a result was measured on, and what the measured processes took of it. Reads {@code /proc}, so Linux only. */
@NullMarked
package io.bhiv.load.machine;

import org.jspecify.annotations.NullMarked;
