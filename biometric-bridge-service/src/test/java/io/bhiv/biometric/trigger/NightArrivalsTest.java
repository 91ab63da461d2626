package io.bhiv.biometric.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.Identity;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Observation;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.Subject;
import io.bhiv.model.biometric.ZoneSource;
import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Mode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NightArrivalsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 7, 5);
    private static final io.bhiv.model.biometric.MeasurementContext SLEEP =
            io.bhiv.model.biometric.MeasurementContext.SLEEP;

    @ParameterizedTest
    @CsvSource({
        "HRV_RMSSD,MEAN,RMSSD",
        "RESTING_HEART_RATE,MIN,RHR",
        "RESTING_HEART_RATE,MEAN,RHR",
        "RESPIRATORY_RATE,MEAN,RESP_RATE",
        "SKIN_TEMPERATURE,MEAN,SKIN_TEMP",
        "SKIN_TEMPERATURE_DEVIATION,DELTA_FROM_BASELINE,SKIN_TEMP",
        "SPO2,MEAN,SPO2"
    })
    void aValueOfTheMainSleepIsNocturnal(Metric metric, Statistic statistic, io.bhiv.trigger.parameters.Metric as) {
        assertThat(arrivals(value(metric, 42.5, statistic, SLEEP, null)))
                .singleElement()
                .satisfies(arrival -> {
                    var observation = (io.bhiv.trigger.night.Observation) arrival;
                    assertThat(observation.metric()).isEqualTo(as);
                    assertThat(observation.value()).isEqualTo(42.5);
                    assertThat(observation.night()).isEqualTo(DAY);
                    assertThat(observation.source()).isEqualTo("terra:oura");
                    assertThat(observation.context()).isEqualTo(MeasurementContext.NOCTURNAL);
                    assertThat(observation.isFinal()).isTrue();
                    assertThat(observation.backfilled()).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "HRV_SDNN,MEAN",
        "HEART_RATE,MEAN",
        "SPO2,MIN",
        "RESPIRATORY_RATE,MAX",
        "READINESS_SCORE,SCORE",
        "BODY_TEMPERATURE,MEAN"
    })
    void otherQuantitiesAreNotGiven(Metric metric, Statistic statistic) {
        assertThat(arrivals(value(metric, 42.5, statistic, SLEEP, null))).isEmpty();
    }

    @Test
    void variabilityOfOtherTimesIsASpotValueAndOtherMetricsAreNone() {
        var nap = io.bhiv.model.biometric.MeasurementContext.NAP;
        List<Arrival> spot = arrivals(value(Metric.HRV_RMSSD, 30, Statistic.MEAN, nap, null));
        assertThat(spot).hasSize(2);
        assertThat(spot.getFirst()).as("it may have been the main sleep before").isInstanceOf(Withdrawal.class);
        assertThat(((io.bhiv.trigger.night.Observation) spot.getLast()).context())
                .isEqualTo(MeasurementContext.SPOT);
        assertThat(arrivals(value(Metric.RESPIRATORY_RATE, 14, Statistic.MEAN, nap, null)))
                .singleElement()
                .isInstanceOf(Withdrawal.class);
    }

    @Test
    void aVersionWithoutTheValueAndADeletionWithdrawIt() {
        BiometricEvent deleted = event(
                Operation.DELETE,
                Observation.ofValue(Metric.HRV_RMSSD, "x", 30.0, "ms", Statistic.MEAN)
                        .during(SLEEP, null),
                null,
                "2026-07-05T06:00:00Z",
                "Z");
        int origin = ((io.bhiv.trigger.night.Observation)
                        arrivals(value(Metric.HRV_RMSSD, 30, Statistic.MEAN, SLEEP, null))
                                .getFirst())
                .origin();
        assertThat(origin).isNotZero();
        for (BiometricEvent without : List.of(deleted, value(Metric.HRV_RMSSD, null, Statistic.MEAN, SLEEP, null))) {
            assertThat(arrivals(without))
                    .singleElement()
                    .satisfies(arrival ->
                            assertThat(((Withdrawal) arrival).origin()).isEqualTo(origin));
        }
    }

    @Test
    void arrivalsAreReadAsTheyWereWrittenByThisVersionAndTheOneBefore() {
        Instant at = Instant.parse("2026-07-05T06:30:00Z");
        List<Arrival> written = List.of(
                new io.bhiv.trigger.night.Observation(
                        io.bhiv.trigger.parameters.Metric.RMSSD,
                        30.5,
                        DAY,
                        "terra:a|b",
                        MeasurementContext.NOCTURNAL,
                        true,
                        false,
                        at,
                        -7),
                new Withdrawal(-7, at),
                new NightTag(Tag.ALCOHOL, DAY, at));

        assertThat(ArrivalText.read(ArrivalText.write(written.stream()
                        .map(one -> new NightArrival("sub", "con", one))
                        .toList())))
                .isEqualTo(written);
        assertThat(ArrivalText.read("o|rmssd|30.5|2026-07-05|nocturnal|true|false|1783233000000|terra:a|b"))
                .containsExactly(new io.bhiv.trigger.night.Observation(
                        io.bhiv.trigger.parameters.Metric.RMSSD,
                        30.5,
                        DAY,
                        "terra:a|b",
                        MeasurementContext.NOCTURNAL,
                        true,
                        false,
                        at));
    }

    @Test
    void tentativeAndCalibratingValuesAreNotTheLastWord() {
        for (Quality quality : List.of(
                new Quality(null, null, true, null, null, null), new Quality(null, true, null, null, null, null))) {
            assertThat(arrivals(value(Metric.HRV_RMSSD, 30.0, Statistic.MEAN, SLEEP, quality)))
                    .singleElement()
                    .extracting(one -> ((io.bhiv.trigger.night.Observation) one).isFinal())
                    .isEqualTo(false);
        }
    }

    @ParameterizedTest
    @CsvSource({"2026-07-05T21:30:00Z,+02:00,2026-07-06", "2026-07-05T07:30:00Z,+02:00,2026-07-05"})
    void aTagOfTheEveningConcernsTheNightThatFollows(String at, String offset, LocalDate night) {
        Observation session =
                Observation.ofSession(Metric.OTHER, "enhanced_tag.x", new Session("x", null, null, "x", null));
        assertThat(arrivals(event(Operation.UPSERT, session, Map.of("tag", "alcohol"), at, offset)))
                .singleElement()
                .isEqualTo(new NightTag(Tag.ALCOHOL, night, Instant.parse("2026-07-05T06:41:15.250Z")));
        assertThat(arrivals(event(Operation.UPSERT, session, Map.of("tag", "holiday"), at, offset)))
                .isEmpty();
        assertThat(arrivals(event(Operation.UPSERT, session, null, at, offset))).isEmpty();
    }

    @Test
    void nothingIsGivenInModeFixed() {
        Triggers fixed = new Triggers(new FixedHrvThreshold(25, 40, 3), Mode.FIXED);
        assertThat(fixed.arrivals(List.of(value(Metric.HRV_RMSSD, 20.0, Statistic.MEAN, SLEEP, null))))
                .isEmpty();
        assertThat(fixed.arePublished()).isTrue();
    }

    @Test
    void textGivesBackWhatWasWritten() {
        List<NightArrival> arrivals = List.of(
                new NightArrival(
                        "sub",
                        "con",
                        new io.bhiv.trigger.night.Observation(
                                io.bhiv.trigger.parameters.Metric.SKIN_TEMP,
                                -0.1 - 0.2,
                                DAY,
                                "terra:a|b",
                                MeasurementContext.NOCTURNAL,
                                false,
                                true,
                                Instant.ofEpochMilli(1))),
                new NightArrival("sub", "con", new NightTag(Tag.LUTEAL, DAY, Instant.ofEpochMilli(2))));

        assertThat(ArrivalText.read(ArrivalText.write(arrivals)))
                .isEqualTo(arrivals.stream().map(NightArrival::arrival).toList());
    }

    private static List<Arrival> arrivals(BiometricEvent event) {
        return new Triggers(new FixedHrvThreshold(25, 40, 3), Mode.HYBRID)
                .arrivals(List.of(event)).stream().map(NightArrival::arrival).toList();
    }

    private static BiometricEvent value(
            Metric metric,
            @Nullable Double value,
            Statistic statistic,
            io.bhiv.model.biometric.MeasurementContext context,
            @Nullable Quality quality) {
        return event(
                Operation.UPSERT,
                Observation.ofValue(metric, "x", value, "x", statistic).during(context, quality),
                null,
                "2026-07-05T06:00:00Z",
                "Z");
    }

    private static BiometricEvent value(
            Metric metric,
            double value,
            Statistic statistic,
            io.bhiv.model.biometric.MeasurementContext context,
            @Nullable Quality quality) {
        return value(metric, Double.valueOf(value), statistic, context, quality);
    }

    private static BiometricEvent event(
            Operation operation,
            Observation observation,
            @Nullable Map<String, Object> extensions,
            String at,
            String offset) {
        Instant received = Instant.parse("2026-07-05T06:41:15.250Z");
        return BiometricEvent.of(
                new Identity(new UUID(1, 2), "key", 1L, operation, "acme", new Subject("sub", "con", "user", null)),
                observation,
                new Effective(Instant.parse(at), null, offset, DAY, ZoneSource.PROVIDER),
                new Provenance(
                        Provider.TERRA,
                        "oura",
                        Channel.WEBHOOK_INLINE,
                        "sleep",
                        "night",
                        null,
                        null,
                        null,
                        null,
                        received,
                        null,
                        "ref",
                        "00",
                        null,
                        null,
                        null,
                        "0.1.0",
                        false),
                extensions);
    }
}
