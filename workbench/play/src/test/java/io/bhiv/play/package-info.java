@NullMarked
package io.bhiv.play;

import org.jspecify.annotations.NullMarked;
