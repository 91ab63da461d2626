package io.bhiv.load.http;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What to do to a server.
 *
 * @param target where it listens
 * @param connections keep-alive connections, each with one request at a time
 * @param warmUp load that is applied but not measured
 * @param measured how long requests are sent that count
 * @param requestTimeout an answer that takes longer counts as a failure, and its connection is opened again
 * @param maxRequests stop after so many requests; {@link Long#MAX_VALUE} for no such limit
 * @param seed of Poisson arrivals
 */
public record LoadPlan(
        InetSocketAddress target,
        int connections,
        Pacing pacing,
        Duration warmUp,
        Duration measured,
        Duration requestTimeout,
        long maxRequests,
        long seed) {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    public LoadPlan {
        if (connections < 1 || measured.isNegative() || warmUp.isNegative()) {
            throw new IllegalArgumentException("a load needs connections and time");
        }
    }

    /** As fast as the server answers. */
    public static LoadPlan closed(InetSocketAddress target, int connections, Duration warmUp, Duration measured) {
        return new LoadPlan(target, connections, new Pacing.ClosedLoop(), warmUp, measured, LIMIT, Long.MAX_VALUE, 1);
    }

    /** At a constant rate; up to ten seconds of it may wait before requests overflow. */
    public static LoadPlan open(
            InetSocketAddress target, int connections, double perSecond, Duration warmUp, Duration measured) {
        int waiting = (int) Math.max(1, Math.min(1_000_000, perSecond * 10));
        Pacing pacing = new Pacing.OpenLoop(perSecond, Pacing.Arrivals.CONSTANT, waiting);
        return new LoadPlan(target, connections, pacing, warmUp, measured, LIMIT, Long.MAX_VALUE, 1);
    }

    public LoadPlan withPacing(Pacing other) {
        return new LoadPlan(target, connections, other, warmUp, measured, requestTimeout, maxRequests, seed);
    }

    public LoadPlan withMaxRequests(long requests) {
        return new LoadPlan(target, connections, pacing, warmUp, measured, requestTimeout, requests, seed);
    }

    public LoadPlan withRequestTimeout(Duration timeout) {
        return new LoadPlan(target, connections, pacing, warmUp, measured, timeout, maxRequests, seed);
    }
}
