@NullMarked
package io.bhiv.stack.doctor;

import org.jspecify.annotations.NullMarked;
