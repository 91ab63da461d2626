/** The result of a benchmark: figures by phase, targets met or missed, losses; on the terminal, as JSON and as histogram files. */
@NullMarked
package io.bhiv.load.report;

import org.jspecify.annotations.NullMarked;
