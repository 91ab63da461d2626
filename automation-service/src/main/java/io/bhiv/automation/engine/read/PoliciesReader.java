package io.bhiv.automation.engine.read;

import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.job.Policies.Misfire;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.job.Policies.Retry;
import io.bhiv.automation.engine.job.Policies.Timeouts;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the {@code policies} of a job; what is not stated is as in {@link Policies#standard()}. */
final class PoliciesReader {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Set<String> KEYS =
            Set.of("misfire", "overlap", "timeout", "retry", "lost", "pauseAfter", "failureAfter");

    private PoliciesReader() {}

    static Policies read(Place policies) {
        Policies standard = Policies.standard();
        if (policies.json().isMissingNode() || !policies.isObjectOf(KEYS, Set.of())) {
            return standard;
        }
        return new Policies(
                policies.has("misfire") ? misfire(policies.at("misfire")) : standard.misfire(),
                policies.has("overlap")
                        ? policies.at("overlap").choice(Overlap.values(), PoliciesReader::word, Overlap.SKIP)
                        : standard.overlap(),
                policies.has("timeout") ? timeouts(policies.at("timeout")) : standard.timeouts(),
                policies.has("retry") ? retry(policies.at("retry")) : standard.retry(),
                policies.has("lost")
                        ? policies.at("lost").choice(Lost.values(), PoliciesReader::word, Lost.UNKNOWN)
                        : standard.lost(),
                policies.has("pauseAfter") ? (int) policies.at("pauseAfter").whole(0, 1_000_000, 0) : 0,
                policies.has("failureAfter") ? (int) policies.at("failureAfter").whole(1, 1_000_000, 1) : 1);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Misfire misfire(Place place) {
        Misfire standard = Misfire.standard();
        if (place.json().isTextual()) {
            return new Misfire(
                    place.choice(Misfire.Mode.values(), PoliciesReader::word, Misfire.Mode.LAST),
                    standard.limit(),
                    standard.maxAge(),
                    standard.tolerance());
        }
        place.isObjectOf(Set.of("mode", "limit", "maxAge", "tolerance"), Set.of());
        return new Misfire(
                place.has("mode")
                        ? place.at("mode").choice(Misfire.Mode.values(), PoliciesReader::word, Misfire.Mode.LAST)
                        : standard.mode(),
                place.has("limit") ? (int) place.at("limit").whole(1, Misfire.MOST, 1) : standard.limit(),
                duration(place, "maxAge", MOMENT, Duration.ofDays(30), standard.maxAge()),
                duration(place, "tolerance", Duration.ZERO, DAY, standard.tolerance()));
    }

    private static Timeouts timeouts(Place place) {
        Timeouts standard = Timeouts.standard();
        place.isObjectOf(Set.of("attempt", "total"), Set.of());
        return new Timeouts(
                duration(place, "attempt", MOMENT, DAY, standard.attempt()),
                duration(place, "total", MOMENT, DAY, standard.total()));
    }

    private static Retry retry(Place place) {
        Retry standard = Retry.standard();
        place.isObjectOf(Set.of("attempts", "backoff", "factor", "cap", "jitter", "on"), Set.of());
        return new Retry(
                place.has("attempts") ? (int) place.at("attempts").whole(1, 100, 1) : standard.attempts(),
                duration(place, "backoff", MOMENT, DAY, standard.backoff()),
                place.has("factor") ? place.at("factor").number(1, 10, 2) : standard.factor(),
                duration(place, "cap", MOMENT, DAY, standard.cap()),
                place.has("jitter") ? place.at("jitter").number(0, 1, 0) : standard.jitter(),
                place.has("on") ? faults(place.at("on")) : standard.on());
    }

    private static Set<Fault> faults(Place place) {
        if (!place.json().isArray()) {
            place.wrong("this must be a list of faults");
        }
        return place.items().stream()
                .map(item -> item.choice(Fault.values(), PoliciesReader::word, Fault.TIMEOUT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Duration duration(Place place, String key, Duration least, Duration most, Duration otherwise) {
        return place.has(key) ? place.at(key).duration(least, most, otherwise) : otherwise;
    }
}
