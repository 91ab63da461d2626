@NullMarked
package io.bhiv.backends;

import org.jspecify.annotations.NullMarked;
