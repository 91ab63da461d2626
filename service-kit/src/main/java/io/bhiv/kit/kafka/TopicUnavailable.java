package io.bhiv.kit.kafka;

/**
 * A record cannot be written to its topic, which is missing, forbidden, or no name of one. Says nothing about the brokers. No stack trace:
 * it is an outcome.
 */
public final class TopicUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicUnavailable(String topic) {
        super("Topic '" + topic + "' is missing or may not be written", null, false, false);
    }
}
