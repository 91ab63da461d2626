/**
 * Vendor dialects: the only place where a provider's field names may appear.
 *
 * <p>A dialect turns the bytes of a delivery into a {@link io.bhiv.biometric.provider.Reading}: what kind of message it is, whose, and
 * which measures of our model it carries. It depends on no links and on nothing that was published before. Nothing a body contains
 * makes a dialect throw.
 */
@NullMarked
package io.bhiv.biometric.provider;

import org.jspecify.annotations.NullMarked;
