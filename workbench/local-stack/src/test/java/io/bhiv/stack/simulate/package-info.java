@NullMarked
package io.bhiv.stack.simulate;

import org.jspecify.annotations.NullMarked;
