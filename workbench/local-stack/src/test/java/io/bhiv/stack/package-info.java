@NullMarked
package io.bhiv.stack;

import org.jspecify.annotations.NullMarked;
