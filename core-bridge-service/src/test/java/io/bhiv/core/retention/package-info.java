@NullMarked
package io.bhiv.core.retention;

import org.jspecify.annotations.NullMarked;
