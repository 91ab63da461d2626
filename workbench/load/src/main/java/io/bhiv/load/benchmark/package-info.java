/** What every benchmark is, so that a command runs any of them the same way. A benchmark of one service is in a package of its own. */
@NullMarked
package io.bhiv.load.benchmark;

import org.jspecify.annotations.NullMarked;
