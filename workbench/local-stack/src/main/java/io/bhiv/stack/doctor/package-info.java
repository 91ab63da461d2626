/** The command {@code doctor} in the list of commands; the checks themselves are {@link io.bhiv.stage.doctor.Doctor}. */
@NullMarked
package io.bhiv.stack.doctor;

import org.jspecify.annotations.NullMarked;
