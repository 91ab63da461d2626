@NullMarked
package io.bhiv.bucket.packet;

import org.jspecify.annotations.NullMarked;
