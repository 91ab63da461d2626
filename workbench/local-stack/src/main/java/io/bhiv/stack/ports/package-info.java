/** Is every port we want free? Asked before anything starts, so that a clash is one line and not half a stack. */
@NullMarked
package io.bhiv.stack.ports;

import org.jspecify.annotations.NullMarked;
