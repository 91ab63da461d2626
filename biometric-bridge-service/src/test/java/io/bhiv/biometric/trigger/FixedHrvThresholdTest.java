package io.bhiv.biometric.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.Identity;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Observation;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.Subject;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Priority;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.trigger.parameters.Mode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedHrvThresholdTest {

    private static final Triggers TRIGGERS = new Triggers(new FixedHrvThreshold(25, 40, 3), Mode.FIXED);
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("fixedCases")
    void firesAsTheExampleExpects(
            double rmssd, @Nullable String severity, @Nullable String type, @Nullable String recommendation)
            throws IOException {
        List<HealthTrigger> fired = fired(rmssd(rmssd));
        if (severity == null) {
            assertThat(fired).isEmpty();
            return;
        }
        JsonNode trigger = JSON.readTree(EventJson.bytes(fired.getFirst()));
        assertThat(fired).hasSize(1);
        assertThat(trigger.get("severity").asText()).isEqualTo(severity);
        assertThat(trigger.get("type").asText()).isEqualTo(type);
        if (recommendation != null) {
            assertThat(trigger.get("recommendation").asText()).isEqualTo(recommendation);
        }
    }

    static Stream<Arguments> fixedCases() throws IOException {
        JsonNode cases = JSON.readTree(FixedHrvThresholdTest.class.getResourceAsStream("/triggers/fixed.json"))
                .get("cases");
        List<Arguments> arguments = new ArrayList<>();
        JsonNode thresholds = cases.get(0);
        for (int i = 0; i < thresholds.at("/input/rmssd_ms").size(); i++) {
            JsonNode expected = thresholds.get("expected").get(i);
            arguments.add(Arguments.of(
                    thresholds.at("/input/rmssd_ms").get(i).asDouble(),
                    expected.path("severity").asText(null),
                    expected.path("type").asText(null),
                    expected.path("recommendation").asText(null)));
        }
        JsonNode stream = cases.get(1);
        for (int i = 0; i < stream.at("/input/nights").size(); i++) {
            JsonNode raw = stream.get("expected").get(i).get("raw").path(0);
            arguments.add(Arguments.of(
                    stream.at("/input/nights").get(i).get(1).get("rmssd").asDouble(),
                    raw.path(1).asText(null),
                    raw.path(2).asText(null),
                    null));
        }
        return arguments.stream();
    }

    private static List<HealthTrigger> fired(BiometricEvent event) {
        return TRIGGERS.firedBy(event, event.provenance().receivedAt());
    }

    @Test
    void sameEventFiresTheSameTrigger() {
        assertThat(fired(rmssd(20))).isEqualTo(fired(rmssd(20)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, 19.95, 24.999, 30, 39.99})
    void explanationQuotesNoNumberThatTheEvidenceLacks(double value) {
        HealthTrigger trigger = fired(rmssd(value)).getFirst();
        Matcher numbers = Pattern.compile("\\d+(\\.\\d+)?").matcher(trigger.explanation());
        List<Double> quoted = new ArrayList<>();
        while (numbers.find()) {
            quoted.add(Double.valueOf(numbers.group()));
        }
        assertThat(quoted)
                .containsExactly(
                        value, Objects.requireNonNull(trigger.evidence()).threshold());
        assertThat(trigger.disclaimer()).isEqualTo("wellness_information_not_medical_advice");
    }

    @Test
    void nothingButAPresentRmssdMeasurementFires() {
        BiometricEvent low = rmssd(10);
        assertThat(fired(changed(
                        low, Metric.HRV_SDNN, EventKind.MEASUREMENT, Operation.UPSERT, 10.0, ValueStatus.PRESENT)))
                .isEmpty();
        assertThat(fired(changed(low, Metric.HRV_RMSSD, EventKind.SERIES, Operation.UPSERT, 10.0, ValueStatus.PRESENT)))
                .isEmpty();
        assertThat(fired(changed(
                        low, Metric.HRV_RMSSD, EventKind.MEASUREMENT, Operation.DELETE, 10.0, ValueStatus.RETRACTED)))
                .isEmpty();
        assertThat(fired(changed(
                        low, Metric.HRV_RMSSD, EventKind.MEASUREMENT, Operation.UPSERT, null, ValueStatus.ABSENT)))
                .isEmpty();
        assertThat(fired(rmssd(Double.NaN))).isEmpty();
        assertThat(fired(rmssd(Double.NEGATIVE_INFINITY))).isEmpty();
    }

    @Test
    void priorityFollowsTheMostUrgentTrigger() {
        assertThat(Urgency.priority(fired(rmssd(20)))).isEqualTo(Priority.CRITICAL);
        assertThat(Urgency.priority(fired(rmssd(30)))).isEqualTo(Priority.HIGH);
        assertThat(Urgency.priority(fired(rmssd(60)))).isEqualTo(Priority.NORMAL);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A night sent again under a new revision was a new CRITICAL",
            now =
                    "The id of a trigger comes from person, rule, night and severity; it changes only when a limit is crossed")
    void theSameNightUnderANewRevisionFiresTheSameTrigger() {
        HealthTrigger first = fired(rmssd(20, 1)).getFirst();

        assertThat(fired(rmssd(20, 2)).getFirst().triggerId()).isEqualTo(first.triggerId());
        assertThat(fired(rmssd(21.5, 3)).getFirst().triggerId()).isEqualTo(first.triggerId());
        assertThat(fired(rmssd(30, 4)).getFirst().triggerId()).isNotEqualTo(first.triggerId());
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "In mode fixed one night was CRITICAL twice where it was recorded anew, or came from two providers",
            now = "The id of a trigger comes from the night and not from the record that named it")
    void oneNightFiresOneTriggerHoweverManyRecordsNameIt() {
        HealthTrigger first = fired(rmssd(20, 1)).getFirst();

        assertThat(fired(rmssd(20, 1, "oura|other|sleep|y|hrv_rmssd|MEAN"))
                        .getFirst()
                        .triggerId())
                .isEqualTo(first.triggerId());
        assertThat(fired(rmssd(20, 1, LocalDate.of(2026, 7, 6), Instant.parse("2026-07-06T05:44:30Z")))
                        .getFirst()
                        .triggerId())
                .as("another night")
                .isNotEqualTo(first.triggerId());
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "In mode fixed a night of weeks ago that was read late was CRITICAL",
            now = "A night that arrives more than three days after its date fires nothing, in every mode")
    void aNightThatIsOldWhenItArrivesFiresNothing() {
        LocalDate day = LocalDate.of(2026, 7, 5);
        Instant thirdDay = Instant.parse("2026-07-08T23:59:59Z");

        assertThat(fired(rmssd(20, 1, day, thirdDay))).hasSize(1);
        assertThat(fired(rmssd(20, 1, null, thirdDay))).hasSize(1);
        assertThat(fired(rmssd(20, 1, day, thirdDay.plusSeconds(1)))).isEmpty();
        assertThat(fired(rmssd(20, 1, null, thirdDay.plusSeconds(1)))).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A night that waited parked for days, or was replayed after weeks, was CRITICAL when it went on",
            now = "Its age counts until it is read; six hours of waiting make no night older")
    void aNightThatGrewOldWhileItWaitedFiresNothing() {
        LocalDate day = LocalDate.of(2026, 7, 5);
        BiometricEvent night = rmssd(20, 1, day, Instant.parse("2026-07-05T08:00:00Z"));

        assertThat(TRIGGERS.firedBy(night, Instant.parse("2026-07-09T05:59:59Z")))
                .hasSize(1);
        assertThat(TRIGGERS.firedBy(night, Instant.parse("2026-07-09T06:00:01Z")))
                .isEmpty();
        assertThat(TRIGGERS.firedBy(night, Instant.parse("2026-07-26T08:00:00Z")))
                .isEmpty();
    }

    @Test
    void anOutageOfMinutesAtMidnightSilencesNoNight() {
        LocalDate day = LocalDate.of(2026, 7, 5);
        BiometricEvent night = rmssd(20, 1, day, Instant.parse("2026-07-08T23:59:59Z"));

        assertThat(TRIGGERS.firedBy(night, Instant.parse("2026-07-09T00:20:00Z")))
                .hasSize(1);
    }

    @Test
    void crossedThresholdsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FixedHrvThreshold(40, 25, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new FixedHrvThreshold(Double.NaN, 40, 3));
    }

    private static BiometricEvent rmssd(double value) {
        return rmssd(value, 1);
    }

    private static BiometricEvent rmssd(double value, long revision) {
        return rmssd(value, revision, LocalDate.of(2026, 7, 5), Instant.parse("2026-07-05T05:44:30Z"));
    }

    private static BiometricEvent rmssd(double value, long revision, String fact) {
        return rmssd(value, revision, fact, LocalDate.of(2026, 7, 5), Instant.parse("2026-07-05T05:44:30Z"));
    }

    private static BiometricEvent rmssd(
            double value, long revision, @Nullable LocalDate localDate, Instant receivedAt) {
        return rmssd(value, revision, "terra|con|sleep|x|hrv_rmssd|MEAN", localDate, receivedAt);
    }

    private static BiometricEvent rmssd(
            double value, long revision, String fact, @Nullable LocalDate localDate, Instant receivedAt) {
        Instant start = Instant.parse("2026-07-04T21:24:30Z");
        return BiometricEvent.of(
                new Identity(
                        new UUID(1, revision),
                        fact,
                        revision,
                        Operation.UPSERT,
                        "acme",
                        new Subject("sub", "con", null, null)),
                new Observation(
                        EventKind.MEASUREMENT,
                        Metric.HRV_RMSSD,
                        null,
                        List.of(),
                        value,
                        "ms",
                        ValueStatus.PRESENT,
                        Statistic.MEAN,
                        MeasurementContext.SLEEP,
                        null,
                        null,
                        null),
                new Effective(start, start.plusSeconds(28_000), "+02:00", localDate, null),
                new Provenance(
                        Provider.TERRA,
                        "oura",
                        Channel.WEBHOOK_INLINE,
                        "sleep",
                        "x",
                        null,
                        null,
                        null,
                        null,
                        receivedAt,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false),
                null);
    }

    private static BiometricEvent changed(
            BiometricEvent of,
            Metric metric,
            EventKind kind,
            Operation operation,
            @Nullable Double value,
            ValueStatus status) {
        Identity identity = of.identity();
        Observation observation = of.observation();
        return BiometricEvent.of(
                new Identity(
                        identity.eventId(),
                        identity.idempotencyKey(),
                        identity.revision(),
                        operation,
                        identity.tenantId(),
                        identity.subject()),
                new Observation(
                        kind,
                        metric,
                        observation.providerMetric(),
                        observation.coding(),
                        value,
                        observation.unit(),
                        status,
                        observation.statistic(),
                        observation.context(),
                        observation.series(),
                        observation.session(),
                        observation.quality()),
                of.effective(),
                of.provenance(),
                of.extensions());
    }
}
