@NullMarked
package io.bhiv.stage.backend;

import org.jspecify.annotations.NullMarked;
