package io.bhiv.insight.evaluate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a provider's API still allows within a span of time, over all replicas.
 *
 * @param limit calls that the span allows; null where its service does not report it
 */
public record Quota(
        String service,
        String provider,
        Duration window,
        long left,
        @Nullable Long limit) implements Comparable<Quota> {

    /** As the service writes it: {@code 300s}. */
    private static final Pattern WINDOW = Pattern.compile("(\\d{1,9})s");

    static List<Quota> of(Picture picture) {
        Readings readings = Readings.of(picture);
        Map<String, Quota> quotas = new TreeMap<>();
        readings.named("bridge.fetch.quota.left").forEach(one -> {
            Matcher window = WINDOW.matcher(one.label("window"));
            if (window.matches()) {
                OptionalDouble limit = Readings.most(readings.of(one.service(), "bridge.fetch.quota.limit")
                        .filter(other -> other.label("provider").equals(one.label("provider"))
                                && other.label("window").equals(one.label("window"))));
                Quota quota = new Quota(
                        one.service(),
                        one.label("provider"),
                        Duration.ofSeconds(Long.parseLong(window.group(1))),
                        Math.round(one.value()),
                        limit.isEmpty() ? null : (Long) Math.round(limit.getAsDouble()));
                quotas.merge(
                        quota.service() + " " + quota.provider() + " " + window.group(1), quota, Quota::withLessLeft);
            }
        });
        return quotas.values().stream().sorted().toList();
    }

    private static Quota withLessLeft(Quota one, Quota other) {
        return other.left() < one.left() ? other : one;
    }

    /** No call is allowed until calls are old enough. */
    public boolean isUsedUp() {
        return left <= 0;
    }

    @Override
    public int compareTo(Quota other) {
        int byProvider = provider.compareTo(other.provider());
        return byProvider == 0 ? window.compareTo(other.window()) : byProvider;
    }
}
