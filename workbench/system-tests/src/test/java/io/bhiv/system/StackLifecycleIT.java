package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.Signal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of one stack, in order: each test continues from where the previous one left it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class StackLifecycleIT {

    private static final String SERVICE = Place.BIOMETRIC.label();

    /** Where the data or the processes left behind are the question, one service is enough. */
    private static final String[] ALONE = Stream.of(Place.BUCKET, Place.CORE, Place.AUTOMATION)
            .flatMap(service -> Stream.of("--without", service.label()))
            .toArray(String[]::new);

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
        assertThat(StackUnderTest.endpoints(status).map(one -> one.path("name").asText()))
                .contains("postgres", "kafka", "redis", SERVICE);
        assertThat(StackUnderTest.endpoints(status).map(one -> one.path("state").asText()))
                .containsOnly("ready");
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
    void aKilledServiceIsStartedAgainAndTheEventIsShown() {
        long before = stack.pid(SERVICE).orElseThrow();

        stack.kill(SERVICE);

        await().atMost(Duration.ofSeconds(90))
                .until(() -> stack.pid(SERVICE).filter(pid -> pid != before).isPresent());
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
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
                .pollInterval(Duration.ofSeconds(1))
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

        stack.up(ALONE);

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
        assertThat(stack.processes()).isEmpty();
    }

    @Test
    @Order(6)
    void freshStartsWithEmptyData() throws SQLException {
        stack.up(Stream.concat(Stream.of("--fresh"), Stream.of(ALONE)).toArray(String[]::new));

        assertThat(answer("SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'"))
                .isEqualTo("0");
    }

    private static List<Long> pids(JsonNode status) {
        return status.path("endpoints").findValues("pid").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
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
