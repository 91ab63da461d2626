package io.bhiv.biometric.provider.oura;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workout, a session, a tag or a period of rest mode: a span of time that is itself the fact. What the person wrote in their own
 * words (label, comment, name of a tag, mood) is left out.
 */
final class Moment {

    private static final int MOST_TAGS = 50;

    /** By parts of the names that Oura gives its tags. */
    private static final Map<String, String> MEANINGS = Map.of(
            "alcohol", "alcohol",
            "vaccine", "vaccination",
            "vaccination", "vaccination",
            "altitude", "altitude",
            "sick", "illness",
            "illness", "illness",
            "fever", "illness",
            "flu", "illness",
            "pregnant", "pregnancy",
            "pregnancy", "pregnancy");

    private Moment() {}

    static @Nullable ResourceReading read(About about, Part record) {
        RecordedAt start = first(record, "start_datetime", "start_time", "timestamp", "start_day");
        if (start == null) {
            return null;
        }
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                Operation.UPSERT,
                start.until(first(record, "end_datetime", "end_time", "end_day"), day(record, start), true),
                measures(about, record).found(),
                null,
                null);
    }

    private static LocalDate day(Part record, RecordedAt start) {
        RecordedAt startDay = record.time("start_day");
        return startDay == null ? OuraDay.of(record, start) : startDay.localDate();
    }

    private static @Nullable RecordedAt first(Part record, String... fields) {
        for (String field : fields) {
            RecordedAt time = record.time(field);
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    private static Measures measures(About about, Part record) {
        return switch (about.objectType()) {
            case "workout" -> workout(about, record);
            case "session" -> session(about, record);
            case "enhanced_tag" -> tags(about, record, texts(record.text("tag_type_code")));
            case "tag" -> tags(about, record, tagNames(record));
            default -> span(about, MeasurementContext.UNKNOWN, record.path(), null);
        };
    }

    private static Measures span(About about, MeasurementContext context, String path, @Nullable String type) {
        Measures measures = new Measures(context, null);
        Session session = new Session(about.objectId(), null, null, type, null);
        measures.add(Measure.session(Metric.OTHER, path, session, null, null));
        return measures;
    }

    private static Measures workout(About about, Part record) {
        boolean manual = "manual".equals(record.text("source"));
        Quality quality = manual ? new Quality(null, null, null, true, null, null) : null;
        Measures measures = new Measures(MeasurementContext.WORKOUT, quality);
        Session session = new Session(about.objectId(), null, null, record.text("activity"), null);
        measures.add(Measure.session(Metric.WORKOUT, "workout", session, null, null));
        measures.value(record, "calories", Metric.TOTAL_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        measures.value(record, "distance", Metric.DISTANCE, Units.METRES, Statistic.SUM);
        return measures;
    }

    private static Measures session(About about, Part record) {
        Measures measures = span(about, MeasurementContext.REST, record.path(), record.text("type"));
        measures.intervalSeries(record, "heart_rate", Metric.HEART_RATE, Units.PER_MINUTE);
        measures.intervalSeries(record, "heart_rate_variability", Metric.HRV_RMSSD, Units.MILLISECONDS);
        return measures;
    }

    private static List<String> texts(@Nullable String text) {
        return text == null ? List.of() : List.of(text);
    }

    private static List<String> tagNames(Part record) {
        List<String> names = new ArrayList<>();
        record.elements("tags").forEach(tag -> {
            if (tag.isTextual() && names.size() < MOST_TAGS) {
                names.add(tag.textValue());
            }
        });
        return names;
    }

    /** Our name of what a tag says, for the rules that know the person; null where it says nothing to them. */
    private static @Nullable String known(String name) {
        for (String part : name.split("_")) {
            String meaning = MEANINGS.get(part);
            if (meaning != null) {
                return meaning;
            }
        }
        return null;
    }

    /** Tags of Oura's list; one of the person's own making is left out. */
    private static Measures tags(About about, Part record, List<String> names) {
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        for (String name : names) {
            if (name.startsWith("tag_") && name.length() <= 100) {
                Session session = new Session(about.objectId(), null, null, name, null);
                String known = known(name);
                measures.add(Measure.session(
                        Metric.OTHER,
                        Measure.Fact.escaped(record.path() + '.' + name),
                        session,
                        null,
                        known == null ? null : Map.of("tag", known)));
            }
        }
        return measures;
    }
}
