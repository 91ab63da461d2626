package io.bhiv.biometric.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is inside: requests and bytes of bodies. Both are taken by one atomic step, so the last free place goes to
 * one request only.
 */
@ApplicationScoped
class Admission {

    private final int maxRequests;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Admission(WebhookConfig config) {
        this.maxRequests = config.maxConcurrent();
        this.maxBytes = config.maxBytesInFlight().asLongValue();
    }

    boolean tryEnter() {
        if (requests.incrementAndGet() > maxRequests) {
            requests.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave(long heldBytes) {
        requests.decrementAndGet();
        bytes.addAndGet(-heldBytes);
    }

    boolean tryHold(long more) {
        if (bytes.addAndGet(more) > maxBytes) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    int requests() {
        return requests.get();
    }

    long bytes() {
        return bytes.get();
    }
}
