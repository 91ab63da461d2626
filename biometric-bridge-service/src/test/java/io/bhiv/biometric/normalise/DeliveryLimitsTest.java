package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one delivery may cost, whatever its bytes spell. */
class DeliveryLimitsTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private record Read(Reading reading, long allocated) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"sleep\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"x\":[ | ]}]}",
                "{\"type\":\"sleep\",\"data\":[],\"user\":{\"user_id\":\"u\",\"x\":[ | ]}}",
                "{\"type\":\"lab_report.completed\",\"event_id\":\"e\",\"data\":{\"reference_id\":\"r\",\"results\":[ | ]}}",
                "{\"data\":[{\"hrv_data\":{\"rmssd\":20,\"x\":[ | ]}}]}"
            })
    @FixedFault(
            area = Area.MEMORY,
            fault = "A signed body of 14 MiB of empty objects took 31 bytes of heap per byte and ended the process",
            now = "Its values are counted while it is read; it is parked as TOO_MANY_TOKENS before they are built")
    void aBodyOfEmptyObjectsIsRefusedBeforeItsMemoryIsSpent(String start, String end) {
        String body = start + "{},".repeat((14 << 20) / 3) + "{}" + end;

        Read read = read(body);

        assertThat(read.reading()).isEqualTo(new Unreadable(ParkReason.TOO_MANY_TOKENS));
        assertThat(read.allocated()).isLessThan(6L * body.length());
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "One hormone body of 5 MB became 500,000 events at once",
            now = "A delivery of more than 10,000 events is parked as TOO_MANY_EVENTS while it is read")
    void aBodyOfManyEventsIsRefusedBeforeTheyAreMade() {
        String numbers =
                IntStream.range(0, 100).mapToObj(i -> "\"h" + i + "\":1").collect(Collectors.joining(","));
        String body = "{\"type\":\"hormone\",\"user\":{\"user_id\":\"u\"},\"data\":["
                + IntStream.range(0, 5_000)
                        .mapToObj(i -> "{\"timestamp\":\""
                                + Instant.parse("2026-07-05T00:00:00Z").plusSeconds(i) + "\"," + numbers + "}")
                        .collect(Collectors.joining(","))
                + "]}";

        Read read = read(body);

        assertThat(read.reading()).isEqualTo(new Unreadable(ParkReason.TOO_MANY_EVENTS));
        assertThat(read.allocated()).isLessThan(10L * body.length());
    }

    @ParameterizedTest
    @CsvSource({"hormone,''", "menstruation,menstruation_data", "nutrition,summary", "body,measurements_data"})
    void oneRecordOfManyNumbersIsRefusedNotCut(String type, String part) {
        String numbers = IntStream.range(0, 100_000)
                .mapToObj(i -> "\"day_avg_" + i + "\":1")
                .collect(Collectors.joining(","));
        String body = "{\"type\":\"" + type + "\",\"user\":{\"user_id\":\"u\"},\"data\":[{"
                + "\"timestamp\":\"2026-07-05T00:00:00Z\",\"metadata\":{\"start_time\":\"2026-07-05T00:00:00Z\"},"
                + (part.isEmpty() ? numbers : "\"" + part + "\":{" + numbers + "}") + "}]}";

        assertThat(read(body).reading()).isEqualTo(new Unreadable(ParkReason.TOO_MANY_EVENTS));
    }

    @Test
    void manyKindsOfBodyMeasurementAreRefusedNotCut() {
        String samples = IntStream.range(0, 20_000)
                .mapToObj(i -> "{\"measurement_time\":\"2026-07-05T07:00:00Z\",\"m" + i + "\":1}")
                .collect(Collectors.joining(","));
        String body = "{\"type\":\"body\",\"user\":{\"user_id\":\"u\"},\"data\":[{"
                + "\"metadata\":{\"start_time\":\"2026-07-05T00:00:00Z\"},\"measurements_data\":{\"measurements\":["
                + samples + "]}}]}";

        assertThat(read(body).reading()).isEqualTo(new Unreadable(ParkReason.TOO_MANY_EVENTS));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Of a laboratory report of more than 5,000 numbers the rest was cut in silence",
            now = "It is parked as TOO_MANY_EVENTS")
    void aLongLaboratoryReportIsRefusedNotCut() {
        String report =
                "{\"type\":\"lab_report.completed\",\"event_id\":\"e\",\"data\":{\"reference_id\":\"r\",\"results\":[%s]}}";
        assertThat(read(report.formatted(results(5_000))).reading())
                .isInstanceOfSatisfying(
                        Resources.class,
                        resources -> assertThat(resources.measures()).isEqualTo(5_000));

        assertThat(read(report.formatted(results(6_000))).reading())
                .isEqualTo(new Unreadable(ParkReason.TOO_MANY_EVENTS));
    }

    private static String results(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"biomarker\":{\"key\":\"b" + i + "\"},\"measurement\":{\"numeric\":1}}")
                .collect(Collectors.joining(","));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Of a nutrition record with more than 100 numbers, and of a long hypnogram, the rest was cut in silence",
            now = "All of it is published, or the delivery is parked with its reason")
    void nothingOfARecordIsCut() {
        String numbers =
                IntStream.range(0, 150).mapToObj(i -> "\"micro" + i + "_mg\":1").collect(Collectors.joining(","));
        String nutrition = "{\"type\":\"nutrition\",\"user\":{\"user_id\":\"u\"},\"data\":[{"
                + "\"metadata\":{\"start_time\":\"2026-07-05T00:00:00Z\"},\"summary\":{\"micros\":{" + numbers
                + "}}}]}";
        assertThat(events(nutrition)).isEqualTo(150);

        String stages = IntStream.range(0, 6_000)
                .mapToObj(i -> "{\"timestamp\":\""
                        + Instant.parse("2026-07-05T00:00:00Z").plusSeconds(i) + "\",\"level\":4}")
                .collect(Collectors.joining(","));
        String night = "{\"type\":\"sleep\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"metadata\":{\"summary_id\":\"n\","
                + "\"start_time\":\"2026-07-05T00:00:00Z\",\"end_time\":\"2026-07-05T08:00:00Z\"},"
                + "\"sleep_durations_data\":{\"hypnogram_samples\":[" + stages + "]}}]}";
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(night), Given.nothingKnown());
        assertThat(Given.present(
                        Given.present(normalised.events().getFirst().session()).stages()))
                .hasSize(6_000);
    }

    @Test
    void tenMegabytesOfADaysSamplesAreRead() {
        String samples = IntStream.range(0, 17_280)
                .mapToObj(i -> "{\"timestamp\":\"2026-07-05T00:00:00.000000+02:00\",\"bpm\":" + (50 + i % 40) + "}")
                .collect(Collectors.joining(","));
        String days = IntStream.range(1, 11)
                .mapToObj(day -> String.format(
                        "{\"metadata\":{\"start_time\":\"2026-07-%02dT00:00:00Z\"},\"heart_rate_data\":{\"detailed\":{\"hr_samples\":[%s]}}}",
                        day, samples))
                .collect(Collectors.joining(","));
        String body = "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[" + days + "]}";
        assertThat(body.length()).isGreaterThan(9_500_000);

        assertThat(read(body).reading())
                .isInstanceOfSatisfying(
                        Resources.class,
                        resources -> assertThat(resources.resources()).hasSize(10));
    }

    private static int events(String body) {
        return Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown())
                .events()
                .size();
    }

    private static Read read(String body) {
        Delivery delivery = Given.terra(body);
        long before = allocated();
        Reading reading = Given.LINKING.read(delivery);
        return new Read(reading, allocated() - before);
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }
}
