@NullMarked
package io.bhiv.core.status;

import org.jspecify.annotations.NullMarked;
