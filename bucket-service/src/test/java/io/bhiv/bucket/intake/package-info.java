@NullMarked
package io.bhiv.bucket.intake;

import org.jspecify.annotations.NullMarked;
