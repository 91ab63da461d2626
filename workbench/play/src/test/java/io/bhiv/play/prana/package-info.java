@NullMarked
package io.bhiv.play.prana;

import org.jspecify.annotations.NullMarked;
