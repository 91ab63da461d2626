/** What every service needs and none owns. */
@NullMarked
package io.bhiv.kit;

import org.jspecify.annotations.NullMarked;
