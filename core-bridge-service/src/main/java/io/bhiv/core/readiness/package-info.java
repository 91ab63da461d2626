/** Start-up checks that name the configuration key to change. */
@NullMarked
package io.bhiv.core.readiness;

import org.jspecify.annotations.NullMarked;
