@NullMarked
package io.bhiv.bucket.object;

import org.jspecify.annotations.NullMarked;
