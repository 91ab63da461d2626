@NullMarked
package io.bhiv.play.document;

import org.jspecify.annotations.NullMarked;
