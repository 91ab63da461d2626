package io.bhiv.bucket.karma;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.start.StartupProblem;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KarmaBreakerCheckTest {

    private static final String URL = "bridge.bucket.karma.url";
    private static final String OPEN_FOR = "bridge.bucket.karma.breaker.open-for";

    @Test
    void aTrialThatEndsSoonerThanACallIsWarnedOf() {
        assertThat(problems(Map.of(URL, "http://localhost:1"))).isEmpty();
        assertThat(problems(Map.of(URL, "http://localhost:1", OPEN_FOR, "1s")))
                .singleElement()
                .asString()
                .contains(OPEN_FOR, "bridge.bucket.karma.timeout");
    }

    @Test
    void whereNothingIsCalledNothingIsWarnedOf() {
        assertThat(problems(Map.of(OPEN_FOR, "1s"))).isEmpty();
    }

    private static List<StartupProblem> problems(Map<String, String> settings) {
        return new KarmaBreakerCheck(new SmallRyeConfigBuilder()
                        .withMapping(KarmaConfig.class)
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withDefaultValues(settings)
                        .build()
                        .getConfigMapping(KarmaConfig.class))
                .problems();
    }
}
