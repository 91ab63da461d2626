package io.bhiv.bucket.api;

import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks the terms of a lease request against the limits. */
@ApplicationScoped
class LeaseTerms {

    private final LeaseConfig config;

    LeaseTerms(LeaseConfig config) {
        this.config = config;
    }

    Lease.Request request(
            int limit, @Nullable Double leaseSeconds, @Nullable Double waitSeconds, boolean perUserOrder) {
        return new Lease.Request(
                limit(limit),
                leaseTime(leaseSeconds),
                between(waitSeconds, 0, config.longestWait(), Duration.ZERO, "wait_seconds"),
                perUserOrder || config.perUserOrder());
    }

    int limit(int limit) {
        if (limit < 1 || limit > config.batchItems()) {
            throw Problem.at("/limit", "A number from 1 to " + config.batchItems())
                    .asException();
        }
        return limit;
    }

    Duration leaseTime(@Nullable Double seconds) {
        return between(seconds, 1, config.longest(), config.time(), "lease_seconds");
    }

    private static Duration between(
            @Nullable Double seconds, double least, Duration most, Duration otherwise, String name) {
        if (seconds == null) {
            return otherwise;
        }
        if (!(seconds >= least && seconds <= most.toSeconds())) {
            throw Problem.at("/" + name, "A number of seconds from " + (int) least + " to " + most.toSeconds())
                    .asException();
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
