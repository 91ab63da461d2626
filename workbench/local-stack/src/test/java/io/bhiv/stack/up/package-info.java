@NullMarked
package io.bhiv.stack.up;

import org.jspecify.annotations.NullMarked;
