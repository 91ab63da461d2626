@NullMarked
package io.bhiv.biometric.retention;

import org.jspecify.annotations.NullMarked;
