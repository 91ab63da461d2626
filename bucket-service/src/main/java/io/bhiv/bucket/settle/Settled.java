package io.bhiv.bucket.settle;

import java.time.Instant;

/** The outcome of one settlement. */
public sealed interface Settled {

    /** The {@code outcome} of {@code bridge.bucket.settlements}. */
    String wireName();

    /** Processed; it left the queue. */
    record Processed() implements Settled {
        @Override
        public String wireName() {
            return "processed";
        }
    }

    /** It was processed before, under the same lease or one that was not named; nothing changed. */
    record AlreadyProcessed() implements Settled {
        @Override
        public String wireName() {
            return "repeated";
        }
    }

    /** Given back, now or before; it is not leased again until {@code dueAt}. */
    record Retried(Instant dueAt, int attempts) implements Settled {
        @Override
        public String wireName() {
            return "retried";
        }
    }

    /** That was its last attempt, or it was dead already. */
    record Dead() implements Settled {
        @Override
        public String wireName() {
            return "dead";
        }
    }

    /** The lease is over or belongs to another consumer; nothing changed. */
    record Stale(State state) implements Settled {
        @Override
        public String wireName() {
            return "stale";
        }
    }

    /** No such packet was ever received, or its retention ended. */
    record Unknown() implements Settled {
        @Override
        public String wireName() {
            return "unknown";
        }
    }

    /** Where a packet is in its life. */
    public enum State {
        /** Due, or paused after a failure. */
        PENDING("pending"),
        /** Under a live lease. */
        LEASED("leased"),
        PROCESSED("processed"),
        DEAD("dead");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
