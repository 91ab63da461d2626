@NullMarked
package io.bhiv.biometric.api;

import org.jspecify.annotations.NullMarked;
