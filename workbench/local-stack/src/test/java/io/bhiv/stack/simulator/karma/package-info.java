@NullMarked
package io.bhiv.stack.simulator.karma;

import org.jspecify.annotations.NullMarked;
