@NullMarked
package io.bhiv.stack.status;

import org.jspecify.annotations.NullMarked;
