/**
 * Records for {@code core-updates} and the settlement of what Kafka acknowledged: claimed, published, released. At least
 * once, always under the same id.
 */
@NullMarked
package io.bhiv.core.publish;

import org.jspecify.annotations.NullMarked;
