/** What the log must not contain, kept out where it is written. */
@NullMarked
package io.bhiv.kit.log;

import org.jspecify.annotations.NullMarked;
