@NullMarked
package io.bhiv.stage.doctor;

import org.jspecify.annotations.NullMarked;
