/** The people of a simulated provider and the nights that were recorded, corrected and deleted. */
@NullMarked
package io.bhiv.simulator.people;

import org.jspecify.annotations.NullMarked;
