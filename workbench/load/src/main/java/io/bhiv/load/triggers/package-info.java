/** How many nights the trigger engine evaluates; alone, without backends. */
@NullMarked
package io.bhiv.load.triggers;

import org.jspecify.annotations.NullMarked;
