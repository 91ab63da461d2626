/**
 * What was said before: links of persons, and which facts of a resource stand. Read once per batch, written in the same
 * statement that ends the deliveries it came from, so that memory and work done never disagree.
 */
@NullMarked
package io.bhiv.biometric.known;

import org.jspecify.annotations.NullMarked;
