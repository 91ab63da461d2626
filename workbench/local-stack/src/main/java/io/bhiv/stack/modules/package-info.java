/** Plays the four modules that report to the core: education, finance, creative, robotics. */
@NullMarked
package io.bhiv.stack.modules;

import org.jspecify.annotations.NullMarked;
