@NullMarked
package io.bhiv.trigger.baseline;

import org.jspecify.annotations.NullMarked;
