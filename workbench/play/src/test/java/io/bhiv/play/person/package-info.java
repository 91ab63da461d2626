@NullMarked
package io.bhiv.play.person;

import org.jspecify.annotations.NullMarked;
