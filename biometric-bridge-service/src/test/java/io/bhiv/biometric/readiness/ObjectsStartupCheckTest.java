package io.bhiv.biometric.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.fetch.ObjectsConfig;
import io.bhiv.kit.start.StartupProblem;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectsStartupCheckTest {

    private static final String OPEN_FOR = "bridge.biometric.fetch.objects.breaker-open-for";

    @Test
    void aTrialThatEndsSoonerThanACallIsWarnedOf() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of(OPEN_FOR, "10s")))
                .singleElement()
                .asString()
                .contains(OPEN_FOR, "bridge.biometric.fetch.objects.timeout");
    }

    private static List<StartupProblem> problems(Map<String, String> settings) {
        return new ObjectsStartupCheck(new SmallRyeConfigBuilder()
                        .withMapping(ObjectsConfig.class)
                        .withDefaultValues(settings)
                        .addDiscoveredConverters()
                        .build()
                        .getConfigMapping(ObjectsConfig.class))
                .problems();
    }
}
