package io.bhiv.automation.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The service in this JVM and its job file, started once for all classes that test it. */
public final class RunningService implements QuarkusTestProfile {

    private static final Path FOLDER = Path.of("target", "service-it").toAbsolutePath();
    private static final Path CONFIG = FOLDER.resolve("config.json");
    static final Path REPORTS = FOLDER.resolve("reports");

    @Override
    public Map<String, String> getConfigOverrides() {
        forgetEarlierRuns();
        return Map.of(
                "bridge.automation.config", CONFIG.toString(),
                "bridge.automation.config-interval", "10ms",
                "bridge.automation.reports.dir", REPORTS.toString(),
                "bridge.automation.lease", "3s",
                "bridge.automation.replica", "it");
    }

    /** The jobs of an earlier run call a target that is gone, and would be failing before a test begins. */
    private static void forgetEarlierRuns() {
        LedgerRows.forgetAll();
        try {
            Files.createDirectories(REPORTS);
            try (Stream<Path> reports = Files.list(REPORTS)) {
                for (Path report : reports.toList()) {
                    Files.delete(report);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        write(List.of());
    }

    /** Puts these jobs in force, and no others. */
    static void inForce(String... jobs) {
        long before = reloads();
        write(List.of(jobs));
        await().pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(reloads()).isGreaterThan(before));
    }

    static long reloads() {
        return given().get("/automation/status").jsonPath().getLong("config.reloads");
    }

    private static void write(List<String> jobs) {
        replaceConfig("{\"jobs\":[" + String.join(",", jobs) + "]}");
    }

    /** As an editor does: the service never sees a half of it. */
    static void replaceConfig(String text) {
        try {
            Path fresh = FOLDER.resolve("config.new");
            Files.writeString(fresh, text);
            Files.move(fresh, CONFIG, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
