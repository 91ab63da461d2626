@NullMarked
package io.bhiv.stage.process;

import org.jspecify.annotations.NullMarked;
