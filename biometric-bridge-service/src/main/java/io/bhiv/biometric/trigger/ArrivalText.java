package io.bhiv.biometric.trigger;

import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Arrivals of one delivery as text, a line each: {@code v|origin|metric|value|night|context|final|backfilled|received|source},
 * {@code w|origin|received} or {@code t|tag|night|received}. Times are epoch milliseconds; only the source, which is last, is free text.
 * Earlier versions wrote {@code o} and no origin; that is still read.
 */
public final class ArrivalText {

    private static final int FIELDS = 10;

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
                "v|" + one.origin() + '|' + one.metric().wireName() + '|' + one.value() + '|' + one.night() + '|'
                        + one.context().wireName() + '|' + one.isFinal() + '|' + one.backfilled() + '|'
                        + one.receivedAt().toEpochMilli() + '|'
                        + one.source().replace('\n', ' ').replace('\r', ' ');
            case Withdrawal withdrawal ->
                "w|" + withdrawal.origin() + '|' + withdrawal.receivedAt().toEpochMilli();
            case NightTag tag ->
                "t|" + tag.tag().wireName() + '|' + tag.night() + '|'
                        + tag.receivedAt().toEpochMilli();
        };
    }

    private static Arrival arrival(String line) {
        String[] fields = line.split("\\|", FIELDS);
        return switch (fields[0]) {
            case "v" -> observation(fields);
            case "o" -> observation(("v|0" + line.substring(1)).split("\\|", FIELDS));
            case "w" -> new Withdrawal(Integer.parseInt(fields[1]), time(fields[2]));
            case "t" ->
                new NightTag(
                        Tag.ofWireName(fields[1]).orElseThrow(IllegalArgumentException::new),
                        LocalDate.parse(fields[2]),
                        time(fields[3]));
            default -> throw new IllegalArgumentException("no kind of arrival: " + fields[0]);
        };
    }

    private static Observation observation(String[] fields) {
        return new Observation(
                Metric.ofWireName(fields[2]).orElseThrow(IllegalArgumentException::new),
                Double.parseDouble(fields[3]),
                LocalDate.parse(fields[4]),
                fields[9],
                MeasurementContext.ofWireName(fields[5]).orElseThrow(IllegalArgumentException::new),
                Boolean.parseBoolean(fields[6]),
                Boolean.parseBoolean(fields[7]),
                time(fields[8]),
                Integer.parseInt(fields[1]));
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
