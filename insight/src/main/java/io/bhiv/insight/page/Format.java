package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Connections;
import io.bhiv.insight.evaluate.Disk;
import io.bhiv.insight.evaluate.Health;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.ModuleFigures;
import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.evaluate.Queue;
import io.bhiv.insight.evaluate.Quota;
import io.bhiv.insight.evaluate.Sync;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the page writes figures: the unit beside the number, times in UTC until the browser shows its own zone, states as an icon and a
 * word. A time names its day: pages without the script show it as it is written here, however long ago it was. Nothing that a sender
 * wrote becomes markup here.
 */
@TemplateExtension(namespace = "f")
public final class Format {

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm:ss.SSS 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
    private static final int SPARK_WIDTH = 120;
    private static final int SPARK_HEIGHT = 24;

    private Format() {}

    static RawString count(long value) {
        return figure(String.format(Locale.ROOT, "%,d", value), "");
    }

    /** Templates do not widen an int by themselves. */
    static RawString count(int value) {
        return count((long) value);
    }

    static RawString amount(double value) {
        return figure(amountText(value), "");
    }

    private static String amountText(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.1f", value);
    }

    /** Of all intakes: deliveries, packets, updates and runs. */
    static RawString events(double value) {
        return figure(amountText(value), value == 1 ? "event" : "events");
    }

    /** Templates do not widen a long by themselves. */
    static RawString events(long value) {
        return events((double) value);
    }

    static RawString rate(double perSecond) {
        if (perSecond > 0 && perSecond < 0.1) {
            return figure(String.format(Locale.ROOT, "%.1f", perSecond * 60), "/min");
        }
        return figure(String.format(Locale.ROOT, perSecond >= 100 ? "%,.0f" : "%,.1f", perSecond), "/s");
    }

    static RawString percent(OptionalDouble value) {
        return value.isEmpty() ? none() : figure(percentText(value.getAsDouble()), "%");
    }

    /** 99.96 must not be shown as 100. */
    private static String percentText(double value) {
        return value == 100 ? "100" : String.format(Locale.ROOT, "%.1f", Math.floor(value * 10) / 10);
    }

    static RawString average(OptionalDouble millis) {
        return millis.isEmpty() ? none() : ms(millis.getAsDouble());
    }

    static RawString ms(double millis) {
        if (millis >= 60_000) {
            return figure(String.format(Locale.ROOT, "%.1f", millis / 60_000), "min");
        }
        if (millis >= 1_000) {
            return figure(String.format(Locale.ROOT, "%.1f", millis / 1_000), "s");
        }
        return figure(String.format(Locale.ROOT, millis >= 10 ? "%.0f" : "%.1f", millis), "ms");
    }

    static RawString average(ModuleFigures module) {
        Latency synced = module.synced();
        return synced == null ? none() : ms(synced.averageMs());
    }

    static RawString syncs(ModuleFigures module) {
        Latency synced = module.synced();
        return count(synced == null ? 0 : synced.count());
    }

    static RawString lastSync(ModuleFigures module) {
        Latency synced = module.synced();
        return ago(synced == null ? null : synced.last());
    }

    static RawString p50(@Nullable Latency latency) {
        return percentile(latency, Percentiles::p50Ms);
    }

    static RawString p95(@Nullable Latency latency) {
        return percentile(latency, Percentiles::p95Ms);
    }

    static RawString p99(@Nullable Latency latency) {
        return percentile(latency, Percentiles::p99Ms);
    }

    /** Where not all durations are in it, it shows that. */
    private static RawString percentile(@Nullable Latency latency, ToDoubleFunction<Percentiles> percentile) {
        if (latency == null) {
            return none();
        }
        Percentiles known = latency.percentiles();
        if (known == null) {
            return absent("its service runs a version that does not report how durations are distributed");
        }
        RawString value = ms(percentile.applyAsDouble(known));
        return latency.isPart()
                ? new RawString(String.format(
                        Locale.ROOT,
                        "<span title=\"of %,d of %,d: the others were reported without their distribution\">≈ %s</span>",
                        known.of(),
                        latency.count(),
                        value.getValue()))
                : value;
    }

    static RawString ms(long millis) {
        return ms((double) millis);
    }

    static RawString span(@Nullable Duration duration) {
        if (duration == null) {
            return none();
        }
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return figure(Long.toString(seconds), "s");
        }
        if (seconds < 2 * 3600) {
            return figure(Long.toString(seconds / 60), "min");
        }
        return seconds < 2 * 86_400
                ? figure(Long.toString(seconds / 3600), "h")
                : figure(Long.toString(seconds / 86_400), "days");
    }

    static RawString none() {
        return absent("nothing yet");
    }

    /** In place of a figure that does not exist, with the reason. */
    private static RawString absent(String why) {
        return new RawString("<span class=\"none\" title=\"" + why + "\">–</span>");
    }

    /** The age of what has waited longest in a queue. */
    static RawString oldest(Queue queue) {
        if (queue.oldest() != null) {
            return span(queue.oldest());
        }
        return absent(queue.pending() == 0 ? "nothing waits" : "not reported yet");
    }

    /** Whether that is in time. */
    static RawString lateness(Queue queue) {
        return queue.oldestLimit() == null
                ? absent("no alert has a limit for this age")
                : good(!queue.late(), "in time", "too old");
    }

    static RawString drains(Queue queue) {
        return queue.drainPerSecond() == 0
                ? absent("nothing was finished in the last minutes")
                : rate(queue.drainPerSecond());
    }

    static RawString emptyIn(Queue queue) {
        if (queue.toEmpty() != null) {
            return span(queue.toEmpty());
        }
        return absent(queue.pending() == 0 ? "nothing waits" : "it does not drain");
    }

    static RawString leased(Queue queue) {
        if (queue.leased() != null) {
            return count(queue.leased());
        }
        return absent(
                queue.leasing()
                        ? "not reported yet"
                        : "nothing is leased from it: its own service finishes what waits");
    }

    /** Of a quota or a disk; null where the service does not report it. */
    static RawString limit(@Nullable Long calls) {
        return calls == null ? absent("not reported yet") : count(calls);
    }

    static RawString room(Quota quota) {
        return good(!quota.isUsedUp(), "enough", "used up");
    }

    static RawString room(Disk disk) {
        return disk.size() == null ? size(null) : good(!disk.isLow(), "enough", "low");
    }

    static RawString size(@Nullable Long bytes) {
        return bytes == null ? absent("not reported yet") : bytes((double) bytes);
    }

    static RawString bytes(long bytes) {
        return bytes((double) bytes);
    }

    private static RawString bytes(double bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 1024 && unit < BYTES.size() - 1) {
            shown /= 1024;
            unit++;
        }
        return figure(String.format(Locale.ROOT, unit == 0 || shown >= 100 ? "%.0f" : "%.1f", shown), BYTES.get(unit));
    }

    /** {@code a minute}, {@code 5 minutes}, in the largest unit of which it is a whole number. */
    static String window(Duration window) {
        long seconds = window.toSeconds();
        if (seconds % 86_400 == 0) {
            return window(seconds / 86_400, "a day", "days");
        }
        if (seconds % 3_600 == 0) {
            return window(seconds / 3_600, "an hour", "hours");
        }
        return seconds % 60 == 0 ? window(seconds / 60, "a minute", "minutes") : window(seconds, "a second", "seconds");
    }

    private static String window(long count, String one, String many) {
        return count == 1 ? one : count + " " + many;
    }

    /** Names of reasons and folders as they are read: {@code lease ran out}. */
    static String words(String name) {
        return name.replace('_', ' ');
    }

    private static RawString figure(String number, String unit) {
        return new RawString("<span class=\"n\">" + number + "</span>"
                + (unit.isEmpty() ? "" : "<span class=\"u\">\u202f" + unit + "</span>"));
    }

    /** Day and time to the second. The exact instant stands in the title; the script of the page replaces the text by the time of its zone. */
    static RawString time(@Nullable Instant at) {
        return at == null ? none() : time(at, "clock");
    }

    /** The same of something whose age the script of the page shows and keeps current. */
    static RawString ago(@Nullable Instant at) {
        return at == null ? none() : time(at, "ago");
    }

    /** Day and time to the millisecond, for what is compared by a person; the exact instant stands in the title. */
    static RawString exact(Instant at) {
        return new RawString(
                "<time datetime=\"%s\" data-show=\"exact\" title=\"%s\">%s</time>".formatted(at, at, EXACT.format(at)));
    }

    /** The same of what a service wrote; as it is where it is no time. */
    static Object exact(String written) {
        try {
            return written.isEmpty() ? absent("not reported") : exact(Instant.parse(written));
        } catch (DateTimeException unreadable) {
            return written;
        }
    }

    /** Day and minute; the exact instant stands in the title. */
    static RawString minute(Instant at) {
        return new RawString("<time datetime=\"%s\" title=\"%s\">%s</time>".formatted(at, at, MINUTE.format(at)));
    }

    /** Of an axis: hour and minute. */
    static RawString hour(Instant at) {
        return time(at, "hour");
    }

    /** The time between two instants. */
    static RawString lapse(Duration lapse) {
        return lapse.toHours() >= 1 ? span(lapse) : ms(lapse.toMillis());
    }

    private static RawString time(Instant at, String shown) {
        return new RawString("<time datetime=\"%s\" data-show=\"%s\" title=\"%s\">%s</time>"
                .formatted(at, shown, at, SECOND.format(at)));
    }

    /** For titles. A template must not read the name of an enum: the native executable has no reflection for inherited methods. */
    static String word(Health health) {
        return health.name();
    }

    static RawString state(Health health) {
        return sign(health, health.name());
    }

    /** A figure against its threshold: too much of something is not an outage. */
    static RawString grade(Health health) {
        String word = switch (health) {
            case OK -> "OK";
            case DEGRADED -> "watch";
            case DOWN -> "poor";
        };
        return sign(health, word);
    }

    static RawString good(boolean good, String yes, String no) {
        return good ? sign(Health.OK, yes) : sign(Health.DEGRADED, no);
    }

    /** Whether an account adds up. Where it does not, something that was accepted is missing. */
    static RawString adds(boolean up) {
        return up ? sign(Health.OK, "yes") : sign(Health.DOWN, "no");
    }

    private static RawString sign(Health health, String word) {
        return new RawString(
                "<span class=\"state %s\">%s<span>%s</span></span>".formatted(health.wireName(), icon(health), word));
    }

    /** Rows beside the tally: one number where they agree. */
    static RawString both(long tallied, long rows) {
        return tallied == rows
                ? count(rows)
                : sign(Health.DOWN, String.format(Locale.ROOT, "%,d of %,d", rows, tallied));
    }

    /** What became of an update of a module. */
    static RawString outcome(Sync one) {
        return switch (one.state()) {
            case "synced" -> good(true, "synced", "");
            case "parked" -> good(false, "", "parked");
            case "published" -> new RawString("<span class=\"state idle\">at the bucket</span>");
            case "received" -> new RawString("<span class=\"state idle\">waits for Kafka</span>");
            default -> new RawString("<span class=\"state idle\">unknown</span>");
        };
    }

    /** How often it was handed to Kafka. */
    static RawString attempts(Sync one) {
        return one.sendings() == null ? absent("not kept once an update is synced or parked") : count(one.sendings());
    }

    /** What a person ended is no fault; what the provider refuses is. */
    static RawString connection(Connections one) {
        String word = words(one.state().toLowerCase(Locale.ROOT));
        return switch (one.state()) {
            case "ACTIVE" -> good(true, word, "");
            case "DEGRADED", "AUTH_FAILED", "SCOPES_CHANGED" -> good(false, "", word);
            case "REVOKED", "REAUTH" -> new RawString("<span class=\"state idle\">" + word + "</span>");
            default -> new RawString("<span class=\"state idle\">unknown</span>");
        };
    }

    /** Told apart by shape: a tick in a disc, a triangle, a cross in a square. */
    private static String icon(Health health) {
        String shape = switch (health) {
            case OK -> "<circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M4.5 8.2l2.4 2.4 4.6-5\"/>";
            case DEGRADED -> "<path d=\"M8 1l7.2 13.5H.8z\"/><path d=\"M8 6v4M8 11.6v1.4\"/>";
            case DOWN -> "<rect x=\"1\" y=\"1\" width=\"14\" height=\"14\" rx=\"2\"/><path d=\"M5 5l6 6M11 5l-6 6\"/>";
        };
        return "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\" focusable=\"false\">" + shape + "</svg>";
    }

    /** A small chart without axes; where nothing is known, the line has a gap. */
    static RawString spark(List<Double> values) {
        double most = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(value -> value)
                .max()
                .orElse(0);
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i);
            if (Double.isNaN(value)) {
                drawing = false;
                continue;
            }
            double x = values.size() == 1 ? 0 : (double) i * SPARK_WIDTH / (values.size() - 1);
            double y = most == 0 ? SPARK_HEIGHT - 1 : SPARK_HEIGHT - 1 - value / most * (SPARK_HEIGHT - 2);
            if (drawing) {
                path.append(String.format(Locale.ROOT, "L%.1f %.1f", x, y));
            } else {
                // Long enough to be seen, should the next value be a gap.
                path.append(String.format(Locale.ROOT, "M%.1f %.1fH%.1f", Math.max(0, x - 3), y, x));
            }
            drawing = true;
        }
        return new RawString(
                "<svg class=\"spark\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><path d=\"%s\"/></svg>"
                        .formatted(SPARK_WIDTH, SPARK_HEIGHT, path));
    }

    /** The part of an address that names an entry of the runbook. */
    static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
