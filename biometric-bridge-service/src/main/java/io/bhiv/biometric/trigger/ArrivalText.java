package io.bhiv.biometric.trigger;

import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Arrivals of one delivery as text, a line each: {@code o|metric|value|night|context|final|backfilled|received|source} or
 * {@code t|tag|night|received}. Times are epoch milliseconds; only the source, which is last, is free text.
 */
public final class ArrivalText {

    private static final int FIELDS = 9;

    private ArrivalText() {}

    public static String write(List<NightArrival> arrivals) {
        return arrivals.stream().map(one -> line(one.arrival())).collect(Collectors.joining("\n"));
    }

    /**
     * Gives back what was written.
     *
     * @throws IllegalArgumentException for what {@link #write} has not written
     */
    public static List<Arrival> read(String text) {
        return text.lines().map(ArrivalText::arrival).toList();
    }

    /** The newest lines of the text, whole ones, that are not longer than this together. */
    public static String newest(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int cut = text.length() - length;
        int end = text.charAt(cut - 1) == '\n' ? cut - 1 : text.indexOf('\n', cut);
        return end < 0 ? "" : text.substring(end + 1);
    }

    private static String line(Arrival arrival) {
        return switch (arrival) {
            case Observation one ->
                "o|" + one.metric().wireName() + '|' + one.value() + '|' + one.night() + '|'
                        + one.context().wireName() + '|' + one.isFinal() + '|' + one.backfilled() + '|'
                        + one.receivedAt().toEpochMilli() + '|'
                        + one.source().replace('\n', ' ').replace('\r', ' ');
            case NightTag tag ->
                "t|" + tag.tag().wireName() + '|' + tag.night() + '|'
                        + tag.receivedAt().toEpochMilli();
        };
    }

    private static Arrival arrival(String line) {
        String[] fields = line.split("\\|", FIELDS);
        return fields[0].equals("t")
                ? new NightTag(
                        Tag.ofWireName(fields[1]).orElseThrow(IllegalArgumentException::new),
                        LocalDate.parse(fields[2]),
                        Instant.ofEpochMilli(Long.parseLong(fields[3])))
                : new Observation(
                        Metric.ofWireName(fields[1]).orElseThrow(IllegalArgumentException::new),
                        Double.parseDouble(fields[2]),
                        LocalDate.parse(fields[3]),
                        fields[8],
                        MeasurementContext.ofWireName(fields[4]).orElseThrow(IllegalArgumentException::new),
                        Boolean.parseBoolean(fields[5]),
                        Boolean.parseBoolean(fields[6]),
                        Instant.ofEpochMilli(Long.parseLong(fields[7])));
    }
}
