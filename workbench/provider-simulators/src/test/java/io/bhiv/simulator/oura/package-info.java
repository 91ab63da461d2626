@NullMarked
package io.bhiv.simulator.oura;

import org.jspecify.annotations.NullMarked;
