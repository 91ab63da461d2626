@NullMarked
package io.bhiv.play.webhook;

import org.jspecify.annotations.NullMarked;
