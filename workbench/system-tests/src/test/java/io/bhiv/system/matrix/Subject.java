package io.bhiv.system.matrix;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import java.util.Set;

/** One service: the work it is given, and what it made of it. All questions are asked when the load has ended. */
interface Subject extends AutoCloseable {

    Place place();

    /** Begins the load, at every replica. */
    void begin(java.util.List<ServiceProcess> replicas, long seed);

    /** How much was acknowledged until now; grows while the service works. */
    int progress();

    /** Ends the load: every request that was begun is sent until it is acknowledged. */
    @Override
    void close();

    /** Throws an {@link AssertionError} while something is under way. */
    void assertDrained();

    /** What its callers saw and what is stored. */
    Findings findings();

    /**
     * What became of the work.
     *
     * @param begun requests, or due times
     * @param acknowledged ids that were answered 2xx
     * @param stored ids that PostgreSQL holds
     * @param handedOn ids that reached the system that must act on them
     * @param underSeveralIds what came out under more than one id, or was done twice
     * @param breaches what callers saw and must not see
     * @param repeats requests that were cut or answered 503, each sent again
     * @param sentAgain records that repeat another under its id
     */
    record Findings(
            int begun,
            Set<String> acknowledged,
            Set<String> stored,
            Set<String> handedOn,
            Set<String> underSeveralIds,
            Set<String> breaches,
            int repeats,
            long sentAgain) {}
}
