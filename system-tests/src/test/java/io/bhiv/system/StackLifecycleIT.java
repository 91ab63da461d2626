package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stack.layout.Place;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StackLifecycleIT {

    @Test
    void upTellsWhereEverythingIsAndDownLeavesNoProcess() {
        try (StackUnderTest stack = StackUnderTest.prepared()) {
            assertThat(stack.status().path("state").asText()).isEqualTo("stopped");

            stack.up();
            JsonNode status = stack.status();

            assertThat(status.path("state").asText()).isEqualTo("ready");
            assertThat(stack.endpoints().map(one -> one.path("name").asText()))
                    .contains("postgres", "kafka", "redis", "biometric-bridge-service");
            assertThat(stack.endpoints().map(one -> one.path("state").asText())).containsOnly("ready");
            assertThat(status.path("developmentSecrets")
                            .path("TERRA_WEBHOOK_SECRET")
                            .asText())
                    .startsWith("fake-");
            List<Long> pids = pids(status);
            assertThat(pids).hasSizeGreaterThanOrEqualTo(4).allMatch(StackLifecycleIT::lives);

            stack.down();
            assertThat(pids).noneMatch(StackLifecycleIT::lives);
            assertThat(processesThatName(stack)).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLineBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StackUnderTest stack = StackUnderTest.preparedWith(
                        Map.of(Place.BIOMETRIC.variable(), Integer.toString(taken.getLocalPort())))) {
            CommandResult result = stack.bridge("up", "--detach");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output().strip().lines())
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()), "biometric-bridge-service");
            assertThat(stack.home().resolve("data")).doesNotExist();
            assertThat(processesThatName(stack)).isEmpty();
        }
    }

    @Test
    void dataSurvivesDownAndUpUntilFreshIsAskedFor() throws SQLException {
        try (StackUnderTest stack = StackUnderTest.prepared().up()) {
            execute(stack, "CREATE SCHEMA mine CREATE TABLE mine.word (w text)");
            execute(stack, "INSERT INTO mine.word VALUES ('kept')");
            assertThat(stack.bridge("up").output()).contains("already up").doesNotContain("\tat ");

            stack.down().up();
            assertThat(answer(stack, "SELECT w FROM mine.word")).isEqualTo("kept");
            assertThat(answer(stack, "SHOW fsync")).isEqualTo("on");

            stack.down().up("--fresh");
            assertThat(answer(stack, "SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aKilledServiceIsStartedAgainWithinTwoSecondsAndTheEventIsShown() {
        try (StackUnderTest stack = StackUnderTest.prepared().up()) {
            String service = Place.BIOMETRIC.label();
            long before = stack.pid(service).orElseThrow();

            long killed = System.nanoTime();
            stack.kill(service);

            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(startOfNext(stack, before, killed))
                            .hasValueSatisfying(after -> assertThat(after).isLessThan(Duration.ofSeconds(2))));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(stack.endpoint(service)
                                    .orElseThrow()
                                    .path("state")
                                    .asText())
                            .isEqualTo("ready"));
            assertThat(stack.bridge("logs", "stack").output()).contains(service, "ended with code 137");
        }
    }

    @Test
    void theNextUpEndsWhatAKilledStackLeftBehind() {
        try (StackUnderTest stack = StackUnderTest.prepared().up()) {
            JsonNode status = stack.status();
            long supervisor = status.path("stack").path("pid").asLong();
            List<Long> left = pids(status);
            ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
            await().until(() -> !lives(supervisor));

            stack.up();

            assertThat(left).noneMatch(StackLifecycleIT::lives);
            assertThat(stack.status().path("state").asText()).isEqualTo("ready");
        }
    }

    /** How long after the kill the next process started, by the system's own record; empty while there is none. */
    private static Optional<Duration> startOfNext(StackUnderTest stack, long before, long killedNanos) {
        return stack.pid(Place.BIOMETRIC.label())
                .filter(pid -> pid != before)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.info().startInstant())
                .map(started -> {
                    Duration sinceKill = Duration.ofNanos(System.nanoTime() - killedNanos);
                    return sinceKill.minus(Duration.between(started, Instant.now()));
                });
    }

    private static List<Long> pids(JsonNode status) {
        return status.path("endpoints").findValues("pid").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static List<String> processesThatName(StackUnderTest stack) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(stack.home().toString()))
                .toList();
    }

    private static void execute(StackUnderTest stack, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String answer(StackUnderTest stack, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
