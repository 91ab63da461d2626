package io.bhiv.biometric.webhook;

import java.util.Locale;

/** Every way a webhook can be answered. */
enum WebhookAnswer {
    ACCEPTED(202),
    DUPLICATE(200),
    REFUSED(401),
    TOO_SLOW(408),
    TOO_LARGE(413),
    UNSUPPORTED(415),
    OVERLOADED(503),
    STORE_UNAVAILABLE(503),
    FAILED(500),
    /** The caller left before an answer could be given. */
    CUT(0);

    private final int status;
    private final String tag = name().toLowerCase(Locale.ROOT);

    WebhookAnswer(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    String tag() {
        return tag;
    }

    boolean isAcknowledgement() {
        return this == ACCEPTED || this == DUPLICATE;
    }
}
