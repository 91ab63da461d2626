@NullMarked
package io.bhiv.bucket.karma;

import org.jspecify.annotations.NullMarked;
