@NullMarked
package io.bhiv.bucket.journal;

import org.jspecify.annotations.NullMarked;
