package io.bhiv.stack.simulate;

import java.util.Optional;

/**
 * An answer to a webhook.
 *
 * @param sentNanos {@link System#nanoTime()} when the request left
 * @param eventId as the bridge names the delivery, empty where it did not take it
 * @param answer the body, for people
 */
record Sent(
        String label,
        int status,
        int expectedStatus,
        long sentNanos,
        double tookMillis,
        Optional<String> eventId,
        boolean duplicate,
        String answer) {

    boolean isAsExpected() {
        return status == expectedStatus;
    }
}
