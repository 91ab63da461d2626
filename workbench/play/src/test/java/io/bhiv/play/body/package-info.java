@NullMarked
package io.bhiv.play.body;

import org.jspecify.annotations.NullMarked;
