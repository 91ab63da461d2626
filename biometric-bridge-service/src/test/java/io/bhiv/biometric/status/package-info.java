@NullMarked
package io.bhiv.biometric.status;

import org.jspecify.annotations.NullMarked;
