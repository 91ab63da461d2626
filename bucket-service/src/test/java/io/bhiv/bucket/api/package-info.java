@NullMarked
package io.bhiv.bucket.api;

import org.jspecify.annotations.NullMarked;
