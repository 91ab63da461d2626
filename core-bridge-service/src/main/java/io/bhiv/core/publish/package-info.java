/** To Kafka at least once, right after the commit, or later by the sweeper from what is still unpublished. */
@NullMarked
package io.bhiv.core.publish;

import org.jspecify.annotations.NullMarked;
