/** What people and programs do to a running simulator: record, correct and delete nights, set faults, read figures. */
@NullMarked
package io.bhiv.simulator.control;

import org.jspecify.annotations.NullMarked;
