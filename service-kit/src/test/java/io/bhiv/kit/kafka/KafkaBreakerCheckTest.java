package io.bhiv.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.start.StartupProblem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaBreakerCheckTest {

    @Test
    void whatIsShippedGivesATrialTheTimeOfARecord() {
        assertThat(new KafkaBreakerCheck(TestSender.config(Map.of())).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5s, true", "4999ms, false"})
    void aTrialThatEndsSoonerThanARecordIsWarnedOf(String openFor, boolean fits) {
        Map<String, String> settings = Map.of(
                "bridge.kafka.breaker.open-for", openFor,
                "bridge.kafka.delivery-timeout", "4s",
                "bridge.kafka.max-block", "1s");

        assertThat(new KafkaBreakerCheck(TestSender.config(settings)).problems())
                .hasSize(fits ? 0 : 1)
                .noneMatch(StartupProblem::fatal)
                .allSatisfy(problem -> assertThat(problem.toString())
                        .startsWith("bridge.kafka.breaker.open-for: a trial ends after 4999 ms, other calls by"
                                + " bridge.kafka.delivery-timeout + bridge.kafka.max-block after 5000 ms"));
    }
}
