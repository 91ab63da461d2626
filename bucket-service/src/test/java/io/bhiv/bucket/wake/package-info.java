@NullMarked
package io.bhiv.bucket.wake;

import org.jspecify.annotations.NullMarked;
