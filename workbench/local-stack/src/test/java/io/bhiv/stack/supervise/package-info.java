@NullMarked
package io.bhiv.stack.supervise;

import org.jspecify.annotations.NullMarked;
