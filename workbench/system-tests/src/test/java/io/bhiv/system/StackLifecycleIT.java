package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.Signal;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of one stack, in order: each test continues from where the previous one left it. */
@Tag("timing")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackLifecycleIT {

    private static final String SERVICE = Place.BIOMETRIC.label();

    private final StackUnderTest stack = StackUnderTest.prepared();

    @AfterAll
    void stopEverything() {
        stack.close();
    }

    @Test
    @Order(1)
    void upMakesEverythingReadyAndStatusShowsWhereItIs() {
        assertThat(stack.status().path("state").asText()).isEqualTo("stopped");

        stack.up();

        JsonNode status = stack.status();
        assertThat(status.path("state").asText()).isEqualTo("ready");
        assertThat(stack.endpoints().map(one -> one.path("name").asText()))
                .contains("postgres", "kafka", "redis", SERVICE);
        assertThat(stack.endpoints().map(one -> one.path("state").asText())).containsOnly("ready");
        assertThat(status.path("developmentSecrets")
                        .path("TERRA_WEBHOOK_SECRET")
                        .asText())
                .startsWith("fake-");
        assertThat(pids(status)).hasSizeGreaterThanOrEqualTo(3).allMatch(StackLifecycleIT::lives);
    }

    @Test
    @Order(2)
    void aSecondUpIsRefusedInOneLine() {
        CommandResult second = stack.bridge("up");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output().strip().lines()).singleElement().asString().contains("already up");
    }

    @Test
    @Order(3)
    void aKilledServiceIsStartedAgainWithinTwoSecondsAndTheEventIsShown() {
        long before = stack.pid(SERVICE).orElseThrow();

        Instant killed = stack.kill(SERVICE);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(startOfNext(before)).isPresent());
        assertThat(Duration.between(killed, startOfNext(before).orElseThrow())).isLessThan(Duration.ofSeconds(2));
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(stack.endpoint(SERVICE)
                                .orElseThrow()
                                .path("state")
                                .asText())
                        .isEqualTo("ready"));
        assertThat(stack.bridge("logs", "stack").output()).contains(SERVICE, "ended with code 137");
    }

    @Test
    @Order(3)
    void aServiceThatDoesNotAnswerIsShownAndStatusExitsWithThree() {
        long pid = stack.pid(SERVICE).orElseThrow();
        Signal.STOP.send(pid);
        try {
            CommandResult status = stack.bridge("status");

            assertThat(status.exitCode()).isEqualTo(3);
            assertThat(status.output()).contains("BHIV Bridge is degraded", "NOT READY: " + SERVICE);
        } finally {
            Signal.CONT.send(pid);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(stack.bridge("status").exitCode()).isZero());
    }

    @Test
    @Order(4)
    void theNextUpEndsWhatAKilledStackLeftBehindAndKeepsTheData() throws SQLException {
        execute("CREATE SCHEMA mine CREATE TABLE mine.word (w text)");
        execute("INSERT INTO mine.word VALUES ('kept')");
        JsonNode status = stack.status();
        long supervisor = status.path("stack").path("pid").asLong();
        List<Long> left = pids(status);
        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
        await().until(() -> !lives(supervisor));

        stack.up();

        assertThat(left).noneMatch(StackLifecycleIT::lives);
        assertThat(answer("SELECT w FROM mine.word")).isEqualTo("kept");
        assertThat(answer("SHOW fsync")).isEqualTo("on");
        assertThat(answer("SHOW synchronous_commit")).isEqualTo("on");
    }

    @Test
    @Order(5)
    void downLeavesNoProcess() {
        List<Long> pids = pids(stack.status());

        stack.down();

        assertThat(pids).noneMatch(StackLifecycleIT::lives);
        assertThat(processesThatName(stack)).isEmpty();
    }

    @Test
    @Order(6)
    void freshStartsWithEmptyData() throws SQLException {
        stack.up("--fresh");

        assertThat(answer("SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'"))
                .isEqualTo("0");
    }

    @Test
    @Order(7)
    void aTakenPortIsOneLineBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StackUnderTest other = StackUnderTest.preparedWith(
                        Map.of(Place.BIOMETRIC.variable(), Integer.toString(taken.getLocalPort())))) {
            CommandResult result = other.bridge("up", "--detach");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output().strip().lines())
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()), SERVICE);
            assertThat(other.home().resolve("data")).doesNotExist();
            assertThat(processesThatName(other)).isEmpty();
        }
    }

    /** At any instant of the start: while backends start, between them and the services, and while the services start. */
    @ParameterizedTest
    @Order(8)
    @ValueSource(ints = {0, 400, 800, 1_200, 2_000})
    void aStopDuringTheStartLeavesNoProcess(int millis) {
        stack.down();
        Process starting = stack.begin("up");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> stack.outputOf(starting).contains("Starting PostgreSQL"));
        long seen = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - seen >= millis * 1_000_000L);

        // To a JVM the same as Ctrl-C, which a process of a background job ignores.
        starting.destroy();

        await().atMost(Duration.ofSeconds(90)).until(() -> !starting.isAlive());
        assertThat(processesThatName(stack)).isEmpty();
    }

    @Test
    @Order(9)
    void withoutLeavesOutWhatItNamesAndStatusSaysSo() {
        stack.up("--without", "karma", "--without", "automation-service");

        assertThat(stack.endpoints().map(one -> one.path("name").asText()))
                .contains(SERVICE, "bhiv-core")
                .doesNotContain("karma", "automation-service");
        assertThat(stack.status().path("notStarted").path("karma").asText()).contains("--without");
        assertThat(stack.bridge("status").succeeded().output()).contains("automation-service", "left out by --without");
        assertThat(stack.bridge("up", "--without", "nobody").output()).contains("nobody", "karma");
    }

    /** When the next process of the service started, by the system's own record; empty while there is none. */
    private Optional<Instant> startOfNext(long before) {
        return stack.pid(SERVICE)
                .filter(pid -> pid != before)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.info().startInstant());
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

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String answer(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
