@NullMarked
package io.bhiv.bucket.settle;

import org.jspecify.annotations.NullMarked;
