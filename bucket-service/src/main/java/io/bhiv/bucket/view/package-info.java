/**
 * Packets as the API shows them, and the packets of one user.
 */
@NullMarked
package io.bhiv.bucket.view;

import org.jspecify.annotations.NullMarked;
