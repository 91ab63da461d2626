@NullMarked
package io.bhiv.bucket;

import org.jspecify.annotations.NullMarked;
