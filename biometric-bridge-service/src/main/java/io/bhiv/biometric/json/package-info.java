/**
 * The one place that knows the JSON library's settings: strict about what others send, fast about what we write.
 *
 * <p>Depth, number and name lengths are bounded, duplicate keys and NaN are refused, and only UTF-8 is read.
 */
@NullMarked
package io.bhiv.biometric.json;

import org.jspecify.annotations.NullMarked;
