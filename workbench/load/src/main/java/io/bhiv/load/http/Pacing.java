package io.bhiv.load.http;

/** When requests are sent. */
public sealed interface Pacing {

    /** Each connection sends as soon as it has its answer: asks how much the server can take, not how it feels at a given rate. */
    record ClosedLoop() implements Pacing {}

    /**
     * Requests are due at a rate whatever the server does, and their latency counts from the moment they were due, so a server that
     * stalls cannot hide the requests it kept from being sent.
     *
     * @param perSecond requests due per second, above 0
     * @param maxWaiting due requests that may wait for a free connection; what is due beyond them is not sent but counted as
     *     overflow
     */
    record OpenLoop(double perSecond, Arrivals arrivals, int maxWaiting) implements Pacing {
        public OpenLoop {
            if (!(perSecond > 0) || maxWaiting < 1) {
                throw new IllegalArgumentException("rate and waiting places must be positive");
            }
        }
    }

    /** How the gaps between due times are spread. */
    enum Arrivals {
        /** All gaps are equal. */
        CONSTANT,
        /** Exponential gaps, as from many senders that know nothing of each other. */
        POISSON
    }
}
