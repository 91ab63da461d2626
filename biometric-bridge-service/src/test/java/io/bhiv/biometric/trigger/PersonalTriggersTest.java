package io.bhiv.biometric.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.biometric.Metric;
import io.bhiv.trigger.explain.Evidence;
import io.bhiv.trigger.explain.Status;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Recommendation;
import io.bhiv.trigger.rule.Rule;
import io.bhiv.trigger.rule.TriggerType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalTriggersTest {

    private static final LocalDate NIGHT = LocalDate.of(2026, 7, 5);

    /** Whatever the value: what the night was evaluated as. */
    @ParameterizedTest
    @CsvSource({
        "1.4, true, SKIN_TEMPERATURE_DEVIATION",
        "34.6, false, SKIN_TEMPERATURE",
        "16.0, true, SKIN_TEMPERATURE_DEVIATION",
        "14.0, false, SKIN_TEMPERATURE"
    })
    void aSkinTemperatureIsPublishedAsWhatItWasEvaluatedAs(double value, boolean deviation, Metric metric) {
        var published =
                PersonalTriggers.published(warm(value, deviation), "tenant", Instant.parse("2026-07-05T13:00:00Z"));

        assertThat(published.evidence()).isNotNull().satisfies(evidence -> {
            assertThat(evidence.metric()).isEqualTo(metric);
            assertThat(evidence.value()).isEqualTo(value);
        });
    }

    private static Trigger warm(double value, boolean deviation) {
        Evidence evidence = new Evidence(
                io.bhiv.trigger.parameters.Metric.SKIN_TEMP,
                value,
                "C",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                "oura",
                "nocturnal",
                deviation);
        return new Trigger(
                "0123456789abcdef",
                "sub_1",
                NIGHT,
                Rule.SKIN_TEMP,
                TriggerType.PHYSIOLOGICAL_STRAIN,
                Severity.HIGH,
                Recommendation.REST_AND_CHECK_SYMPTOMS,
                Status.OPEN,
                NIGHT,
                List.of(),
                List.of(evidence),
                List.of(),
                "",
                "1",
                "hash",
                Trigger.DISCLAIMER);
    }
}
