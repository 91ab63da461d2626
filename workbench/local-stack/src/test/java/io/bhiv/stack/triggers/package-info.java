@NullMarked
package io.bhiv.stack.triggers;

import org.jspecify.annotations.NullMarked;
