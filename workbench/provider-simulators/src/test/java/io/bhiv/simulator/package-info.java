@NullMarked
package io.bhiv.simulator;

import org.jspecify.annotations.NullMarked;
