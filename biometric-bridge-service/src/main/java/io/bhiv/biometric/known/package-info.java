/**
 * What was published before: links of persons, and which facts of a resource stand. Read once per batch, written in the
 * settlement that ends the deliveries it came from, so that the two never disagree.
 */
@NullMarked
package io.bhiv.biometric.known;

import org.jspecify.annotations.NullMarked;
