@NullMarked
package io.bhiv.stack.layout;

import org.jspecify.annotations.NullMarked;
