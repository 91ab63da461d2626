@NullMarked
package io.bhiv.bucket.relay;

import org.jspecify.annotations.NullMarked;
