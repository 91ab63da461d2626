package io.bhiv.core.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.core.send.DestinationConfig;
import io.bhiv.kit.start.StartupProblem;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendBreakerCheckTest {

    private static final String OPEN_FOR = "bridge.core.send.breaker.open-for";

    @Test
    void aTrialThatEndsSoonerThanAnAttemptIsWarnedOf() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of(OPEN_FOR, "4s")))
                .singleElement()
                .asString()
                .contains(OPEN_FOR, "bridge.core.send.attempt-timeout");
    }

    private static List<StartupProblem> problems(Map<String, String> settings) {
        return new SendBreakerCheck(new SmallRyeConfigBuilder()
                        .withMapping(DestinationConfig.class)
                        .withDefaultValue("bridge.core.send.url", "http://localhost:9000/bhiv/core")
                        .withDefaultValues(settings)
                        .addDiscoveredConverters()
                        .build()
                        .getConfigMapping(DestinationConfig.class))
                .problems();
    }
}
