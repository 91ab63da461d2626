/** People and providers played by us: signed webhooks of a real shape are sent, and what comes off Kafka is shown with the time it took. */
@NullMarked
package io.bhiv.stack.simulate;

import org.jspecify.annotations.NullMarked;
