/** The story of a webhook. */
@NullMarked
package io.bhiv.biometric;

import org.jspecify.annotations.NullMarked;
