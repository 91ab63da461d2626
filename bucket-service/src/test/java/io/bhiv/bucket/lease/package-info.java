@NullMarked
package io.bhiv.bucket.lease;

import org.jspecify.annotations.NullMarked;
