@NullMarked
package io.bhiv.trigger;

import org.jspecify.annotations.NullMarked;
