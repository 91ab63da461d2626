package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Policies.Misfire;
import io.bhiv.automation.engine.job.Policies.Retry;
import io.bhiv.automation.engine.job.Policies.Timeouts;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Binds policies that the schema accepted; what is not given is as in {@link Policies#standard()}. */
record PoliciesBinder(JsonNode policies, String at, Violations violations, Duration longestAge) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** @param longestAge as long as the ledger remembers: an older due time would be run again and again */
    static Policies bind(JsonNode policies, String at, Violations violations, Duration longestAge) {
        return new PoliciesBinder(policies, at, violations, longestAge).bind();
    }

    private Policies bind() {
        Policies standard = Policies.standard();
        return new Policies(
                misfire(policies.path("misfire")),
                choice(policies, "overlap", standard.overlap()),
                timeouts(policies.path("timeout")),
                retry(policies.path("retry")),
                choice(policies, "lost", standard.lost()),
                policies.path("pauseAfter").asInt(standard.pauseAfter()),
                policies.path("failureAfter").asInt(standard.failureAfter()));
    }

    /** Either the mode alone, or an object. */
    private Misfire misfire(JsonNode misfire) {
        Misfire standard = Misfire.standard();
        String place = at + "/misfire";
        return new Misfire(
                misfire.isTextual()
                        ? choice(policies, "misfire", standard.mode())
                        : choice(misfire, "mode", standard.mode()),
                misfire.path("limit").asInt(standard.limit()),
                violations.duration(misfire, place, "maxAge", SHORTEST, longestAge, standard.maxAge()),
                violations.duration(misfire, place, "tolerance", Duration.ZERO, DAY, standard.tolerance()));
    }

    private Timeouts timeouts(JsonNode timeout) {
        Timeouts standard = Timeouts.standard();
        String place = at + "/timeout";
        return new Timeouts(
                violations.duration(timeout, place, "attempt", SHORTEST, DAY, standard.attempt()),
                violations.duration(timeout, place, "total", SHORTEST, DAY, standard.total()));
    }

    private Retry retry(JsonNode retry) {
        Retry standard = Retry.standard();
        String place = at + "/retry";
        return new Retry(
                retry.path("attempts").asInt(standard.attempts()),
                violations.duration(retry, place, "backoff", SHORTEST, DAY, standard.backoff()),
                retry.path("factor").asDouble(standard.factor()),
                violations.duration(retry, place, "cap", SHORTEST, DAY, standard.cap()),
                retry.path("jitter").asDouble(standard.jitter()),
                retry.has("on") ? faults(retry.path("on")) : standard.on());
    }

    private static Set<Fault> faults(JsonNode names) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        names.forEach(name -> faults.add(value(Fault.class, name.asText())));
        return faults;
    }

    private static <E extends Enum<E>> E choice(JsonNode parent, String key, E otherwise) {
        return parent.has(key)
                ? value(otherwise.getDeclaringClass(), parent.path(key).asText())
                : otherwise;
    }

    private static <E extends Enum<E>> E value(Class<E> type, String wireName) {
        return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
