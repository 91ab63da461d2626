package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.testing.SmallDisk;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.FaultStage.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * No byte more can be written for {@code -Dfault.matrix.full=PT30S}, by one writer at a time. A backend that ends itself when its disk is
 * full is started again when there is room, as a supervisor would. Needs the right to mount a disk; without it the tests are skipped.
 */
@EnabledIfSystemProperty(named = "fault.matrix.full", matches = "PT.+")
@Tag("faults")
class DiskFullIT {

    private static final Duration FULL = Duration.parse(System.getProperty("fault.matrix.full", "PT0S"));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Optional<SmallDisk> disk = Optional.empty();

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mountedOn(Files.createDirectory(folder.resolve("small")), "600m");
        assumeTrue(disk.isPresent(), SmallDisk.ASSUMPTION);
    }

    @AfterEach
    void unmount() {
        disk.ifPresent(SmallDisk::close);
    }

    @Test
    void theInvariantsHoldAfterTheDiskOfPostgresWasFull() throws IOException {
        SmallDisk small = disk.orElseThrow();
        FaultStage stage =
                FaultStage.openIn(Map.of(Writer.POSTGRES, small.folder().resolve("postgres")));
        try (WholeSystem system = WholeSystem.atWork(stage, SEED)) {
            EmbeddedPostgresServer postgres = stage.postgres();
            small.fill();
            await().atMost(SEEN_WITHIN)
                    .until(() -> Files.readString(postgres.logFile()).contains("No space left on device"));
            WholeSystem.letRun(FULL);
            Meanwhile.alive(system.services());
            small.makeRoom();
            if (postgres.pid().isEmpty()) {
                postgres.stop();
                postgres.start();
            }

            Invariants.holdAfter("disk of PostgreSQL full", system, false);
        }
    }

    @Test
    void theInvariantsHoldAfterTheDiskOfKafkaWasFull() throws IOException {
        SmallDisk small = disk.orElseThrow();
        FaultStage stage = FaultStage.openIn(Map.of(Writer.KAFKA, small.folder().resolve("kafka")));
        try (WholeSystem system = WholeSystem.atWork(stage, SEED)) {
            EmbeddedKafkaBroker kafka = stage.kafka();
            small.fill();
            Meanwhile.withoutKafka(system.services());
            WholeSystem.letRun(FULL);
            system.awaitProgress();
            Meanwhile.alive(system.services());
            small.makeRoom();
            if (kafka.hasFailed()) {
                kafka.stop();
                // What the one that failed still holds is given back when its threads have ended.
                await().atMost(SEEN_WITHIN)
                        .ignoreExceptions()
                        .until(() -> kafka.start().isRunning());
            }

            Invariants.holdAfter("disk of Kafka full", system, false);
        }
    }

    @Test
    void theInvariantsHoldAfterTheDiskOfLogsAndReportsWasFull() throws IOException {
        SmallDisk small = disk.orElseThrow();
        FaultStage stage =
                FaultStage.openIn(Map.of(Writer.SERVICES, small.folder().resolve("services")));
        try (WholeSystem system = WholeSystem.atWork(stage, SEED)) {
            small.fill();
            Meanwhile.withoutLogs(system.services(), true);
            WholeSystem.letRun(FULL);
            system.awaitProgress();
            Meanwhile.ready(system.services());
            assertThat(system.services())
                    .allSatisfy(service -> assertThat(service.isRunning()).isTrue());
            small.makeRoom();
            Meanwhile.withoutLogs(system.services(), false);

            Invariants.holdAfter("disk of logs and reports full", system, false);
        }
    }
}
