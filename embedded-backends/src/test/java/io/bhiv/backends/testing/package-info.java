@NullMarked
package io.bhiv.backends.testing;

import org.jspecify.annotations.NullMarked;
