package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.model.biometric.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * Timed samples on their way to a series: in order of time, nulls kept as nulls, what cannot be a value of the quantity a null as well, a sample
 * without a time left out.
 *
 * <p>A series is cut into parts so that each event fits into a record of Kafka.
 */
public final class SampleSeries {

    private static final int MAX_VALUES = 5_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private record Sample(Instant at, @Nullable Double value) {}

    record Numbered(int number, Series series) {}

    private final List<Sample> samples = new ArrayList<>();
    private boolean inOrder = true;
    private boolean anyValue;

    public void add(JsonNode sample, String timeField, String valueField, DoublePredicate possible) {
        JsonNode time = sample.get(timeField);
        RecordedAt at = time == null ? null : RecordedAt.read(time.textValue());
        if (at != null) {
            Double value = Part.finite(sample.get(valueField));
            add(at.instant(), value != null && possible.test(value) ? value : null);
        }
    }

    private void add(Instant at, @Nullable Double value) {
        inOrder &= samples.isEmpty() || !at.isBefore(samples.getLast().at());
        anyValue |= value != null;
        samples.add(new Sample(at, value));
    }

    /** Nothing when there is not one value. */
    public List<Numbered> parts() {
        if (!anyValue) {
            return List.of();
        }
        if (!inOrder) {
            samples.sort(Comparator.comparing(Sample::at));
        }
        List<Numbered> parts = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += MAX_VALUES) {
            List<Sample> part = samples.subList(from, Math.min(samples.size(), from + MAX_VALUES));
            parts.add(new Numbered(parts.size() + 1, series(part)));
        }
        return parts;
    }

    /** Samples at a fixed interval: {@code {interval, items, timestamp}}, the interval in seconds. */
    static List<Numbered> atInterval(Part samples, DoublePredicate possible) {
        RecordedAt start = samples.time("timestamp");
        Double interval = samples.number("interval");
        List<@Nullable Double> values = new ArrayList<>();
        for (JsonNode item : samples.elements("items")) {
            Double value = Part.finite(item);
            values.add(value != null && possible.test(value) ? value : null);
        }
        if (start == null
                || interval == null
                || interval <= 0
                || values.stream().allMatch(Objects::isNull)) {
            return List.of();
        }
        List<Numbered> parts = new ArrayList<>();
        for (int from = 0; from < values.size(); from += MAX_VALUES) {
            Instant partStart = start.instant().plusMillis(Math.round(from * interval * MILLIS_PER_SECOND));
            List<@Nullable Double> part =
                    new ArrayList<>(values.subList(from, Math.min(values.size(), from + MAX_VALUES)));
            parts.add(new Numbered(parts.size() + 1, new Series(partStart, interval, null, part)));
        }
        return parts;
    }

    private static Series series(List<Sample> samples) {
        Instant start = samples.getFirst().at();
        List<Double> offsets = new ArrayList<>(samples.size());
        List<@Nullable Double> values = new ArrayList<>(samples.size());
        for (Sample sample : samples) {
            offsets.add(Duration.between(start, sample.at()).toMillis() / MILLIS_PER_SECOND);
            values.add(sample.value());
        }
        return new Series(start, null, offsets, values);
    }
}
