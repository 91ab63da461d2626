/** {@code ./bridge triggers}: runs a history of nights through the trigger engine, so that anybody can see what it says about their own. */
@NullMarked
package io.bhiv.stack.triggers;

import org.jspecify.annotations.NullMarked;
