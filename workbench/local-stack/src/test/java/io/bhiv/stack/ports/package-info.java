@NullMarked
package io.bhiv.stack.ports;

import org.jspecify.annotations.NullMarked;
