/** {@code ./bridge bench webhooks}: from the signed request to the event on Kafka. */
@NullMarked
package io.bhiv.load.webhooks;

import org.jspecify.annotations.NullMarked;
