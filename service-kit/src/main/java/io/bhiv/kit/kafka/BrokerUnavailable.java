package io.bhiv.kit.kafka;

import java.time.Duration;

/** The breaker in front of Kafka is open; nothing was handed over. No stack trace: it is an outcome. */
public final class BrokerUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public BrokerUnavailable(Duration retryAfter) {
        super("Kafka is not called before " + retryAfter.toSeconds() + " s have passed", null, false, false);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
