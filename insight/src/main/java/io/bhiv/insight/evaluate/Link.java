package io.bhiv.insight.evaluate;

import java.time.Instant;

/**
 * Whether the page itself reaches Kafka or PostgreSQL.
 *
 * @param since when that became so
 */
public record Link(boolean up, Instant since) {

    public static Link unknown(Instant now) {
        return new Link(false, now);
    }

    /** The same link after another attempt: {@code since} moves only where the state changes. */
    public Link now(boolean reached, Instant at) {
        return reached == up ? this : new Link(reached, at);
    }
}
