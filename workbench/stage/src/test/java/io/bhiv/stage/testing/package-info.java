@NullMarked
package io.bhiv.stage.testing;

import org.jspecify.annotations.NullMarked;
