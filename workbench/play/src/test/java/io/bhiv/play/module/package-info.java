@NullMarked
package io.bhiv.play.module;

import org.jspecify.annotations.NullMarked;
