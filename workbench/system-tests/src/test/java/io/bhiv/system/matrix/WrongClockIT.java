package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas of each service at one PostgreSQL, the clock of one an hour ahead and that of the other an hour behind, for
 * {@code -Dfault.matrix.clock=PT40S}. What they share is decided by PostgreSQL's clock, so neither steals, forgets or repeats.
 */
@EnabledIfSystemProperty(named = "fault.matrix.clock", matches = "PT.+")
@Tag("faults")
class WrongClockIT {

    private static final Duration TIME = Duration.parse(System.getProperty("fault.matrix.clock", "PT0S"));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void theInvariantsHoldWhileTwoClocksAreAnHourOff() throws IOException {
        try (WholeSystem system = WholeSystem.atWork(SEED, List.of(off(1), off(-1)))) {
            WholeSystem.letRun(TIME);
            Meanwhile.ready(system.services());
            // A kill makes the other replica take over what was claimed.
            for (ServiceProcess service : system.replicas(1)) {
                service.kill();
                WholeSystem.letRun(Duration.ofSeconds(10));
                service.start();
            }
            system.watch();
            assertThat(system.services())
                    .allSatisfy(service -> assertThat(service.log()).doesNotContain("ClassFileTransformer"));

            Invariants.holdAfter("clocks an hour ahead and an hour behind", system, false);
        }
    }

    private WholeSystem.Settings off(int hours) throws IOException {
        Duration ahead = Duration.ofHours(hours);
        String option = ShiftedClock.option(Files.createDirectory(folder.resolve("h" + hours)), ahead);
        return new WholeSystem.Settings() {
            @Override
            public Map<String, String> of(FaultStage stage, Place place) {
                return Map.of("JAVA_TOOL_OPTIONS", option);
            }

            @Override
            public Duration clockAhead() {
                return ahead;
            }
        };
    }
}
