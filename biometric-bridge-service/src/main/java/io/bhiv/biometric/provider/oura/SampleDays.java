package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.ObjectApi.Body;
import io.bhiv.biometric.provider.ObjectApi.Days;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.biometric.provider.WithoutNotices;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows of {@code heartrate} and {@code interbeat_interval}, which have no id and no notice. Those of a day in UTC are one object, named by
 * the date; it has a new version whenever rows were added to it.
 */
final class SampleDays {

    static final Set<String> TYPES = WithoutNotices.SAMPLES;

    private static final Set<String> READ = Set.of("timestamp");

    private SampleDays() {}

    /** What is asked for. */
    static String span(Days days) {
        return "?start_datetime=" + days.from() + "T00:00:00Z&end_datetime="
                + days.until().plusDays(1) + "T00:00:00Z";
    }

    /** The days of these rows; rows without a time, or of other days, are left out. */
    static List<Item> of(Days days, List<byte[]> rows) {
        TreeMap<LocalDate, Day> found = new TreeMap<>();
        for (byte[] row : rows) {
            JsonNode document = SmallJson.members(row, READ);
            RecordedAt at = document == null
                    ? null
                    : RecordedAt.read(document.path("timestamp").textValue());
            if (at != null) {
                LocalDate date = at.instant().atOffset(ZoneOffset.UTC).toLocalDate();
                if (!date.isBefore(days.from()) && !date.isAfter(days.until())) {
                    found.computeIfAbsent(date, Day::new).add(row, at.instant());
                }
            }
        }
        return found.values().stream().map(Day::item).toList();
    }

    private static final class Day {

        private final LocalDate date;
        private final List<byte[]> rows = new ArrayList<>();
        private Instant last = Instant.MIN;

        Day(LocalDate date) {
            this.date = date;
        }

        void add(byte[] row, Instant at) {
            rows.add(row);
            last = at.isAfter(last) ? at : last;
        }

        /** Rows are only added, so that their number makes a later version the higher one. */
        Item item() {
            long version = last.toEpochMilli() + rows.size();
            return new Item(date.toString(), new Body(page(), Long.toString(version), version));
        }

        private byte[] page() {
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            page.writeBytes("{\"data\":[".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < rows.size(); i++) {
                if (i > 0) {
                    page.write(',');
                }
                page.writeBytes(rows.get(i));
            }
            page.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
            return page.toByteArray();
        }
    }
}
