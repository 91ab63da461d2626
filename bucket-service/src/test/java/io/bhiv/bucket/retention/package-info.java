@NullMarked
package io.bhiv.bucket.retention;

import org.jspecify.annotations.NullMarked;
