package io.bhiv.automation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.report.ReportFiles;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutomationCommandTest {

    private static final String UPDATE = """
            {"jobs":[{"name":"Education","trigger":{"type":"onStartup","value":true},"actions":[
              {"type":"send_core_update","data":{"module":"education","data":{"course":"Math"}}},
              {"type":"get_bucket_status"}]}]}
            """;

    @TempDir
    private Path folder;

    private final TargetServer core = new TargetServer();
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void pointAtCore() {
        environment.put("CORE_BRIDGE_URL", core.url());
    }

    @AfterEach
    void stop() {
        core.close();
    }

    @Test
    void onceSendsEveryUpdateAndReportsIt() throws IOException {
        assertThat(run(UPDATE, "--once")).isZero();

        assertThat(core.requests()).hasSize(2);
        var update = new ObjectMapper().readTree(core.requests().getFirst().body());
        assertThat(core.requests().getFirst().path()).isEqualTo("/core/update");
        assertThat(update.path("module").asText()).isEqualTo("education");
        assertThat(update.path("data").path("course").asText()).isEqualTo("Math");
        assertThat(update.path("session_id").asText()).hasSize(36);
        ReportFiles reports = new ReportFiles(folder.resolve("reports"));
        reports.assertWhole();
        assertThat(reports.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(
                                "\"job_name\":\"Education\"",
                                "\"state\":\"succeeded\"",
                                "\"type\":\"get_bucket_status\""));
        assertThat(folder.resolve("reports/daily_log.txt")).exists();
        assertThat(out.toString()).contains("succeeded  Education");

        assertThat(run(UPDATE, "--once")).as("once more is once more").isZero();
        assertThat(core.requests()).hasSize(4);
    }

    @Test
    void aJobThatFailsIsExitCodeOneAndItsNoticeIsRunOnce() throws IOException {
        core.answers(request -> new Reply(request.path().equals("/core/update") ? 400 : 200, "{}"));
        String withNotice = UPDATE.replace(
                "\"get_bucket_status\"}]",
                "\"get_bucket_status\"}],\"onFailure\":[{\"type\":\"http\",\"url\":\"" + core.url() + "/alarm\"}]");
        assertThat(run(withNotice, "--once")).isEqualTo(1);
        assertThat(run(withNotice, "--once")).isEqualTo(1);
        assertThat(core.requests().stream().map(TargetServer.Request::path))
                .containsExactly("/core/update", "/alarm", "/core/update");
    }

    @Test
    void badConfigurationIsExitCodeTwoWithEveryPlace() throws IOException {
        assertThat(run("{\"jobs\":[{\"name\":\"x\",\"trigger\":{},\"actions\":[]}]}", "--validate"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("/jobs/0/trigger").contains("/jobs/0/actions");
        assertThat(execute("--once", "--config", folder.resolve("none.json").toString()))
                .isEqualTo(2);
        assertThat(execute("--onec")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--onec'; did you mean '--once'?");
        assertThat(execute("--once", "--watch")).isEqualTo(2);
        assertThat(run(UPDATE, "--run", "nobody")).isEqualTo(2);
    }

    @Test
    void aHeldLedgerIsExitCodeThree() throws IOException {
        Path ledger = folder.resolve("held.jsonl");
        try (FileLedger held = FileLedger.open(ledger, Clock.systemUTC(), "other", Duration.ofSeconds(5))) {
            assertThat(run(UPDATE, "--once", "--ledger", ledger.toString())).isEqualTo(3);
            assertThat(held).isNotNull();
        }
        assertThat(core.requests()).isEmpty();
    }

    @Test
    void aDryRunMakesNoCallAndShowsNoSecret() throws IOException {
        environment.put("TOKEN", "hunter2-secret");
        String withSecret = UPDATE.replace("\"Math\"", "\"${env:TOKEN}\"");
        assertThat(run(withSecret, "--once", "--dry-run")).isZero();
        assertThat(core.requests()).isEmpty();
        assertThat(out.toString())
                .contains("would run")
                .contains("${env:TOKEN}")
                .doesNotContain("hunter2");
        assertThat(folder.resolve("reports")).doesNotExist();
    }

    @Test
    void aSecretReachesTheTargetAndNoFile() throws IOException {
        environment.put("TOKEN", "hunter2-secret");
        core.answers(request -> new Reply(200, "{\"echo\":" + request.body() + "}"));
        assertThat(run(UPDATE.replace("\"Math\"", "\"${env:TOKEN}\""), "--once"))
                .isZero();
        assertThat(core.requests().getFirst().body()).contains("hunter2-secret");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as("%s", file).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void nextPrintsDueTimesAndRunRunsOne() throws IOException {
        String two = "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"cron\",\"value\":\"0 30 2 * * *\",\"zone\":"
                + "\"Europe/Berlin\"},\"actions\":[{\"type\":\"get_bucket_status\"}]},{\"name\":\"b\",\"trigger\":{\"type\":"
                + "\"onStartup\"},\"actions\":[{\"type\":\"get_bucket_status\"}]}]}";
        assertThat(run(two, "--next", "2")).isZero();
        assertThat(out.toString()).contains("2026-10-25T00:30:00Z").contains("2026-10-26T01:30:00Z");
        assertThat(out.toString()).contains("b (onStartup): no due times");
        assertThat(core.requests()).isEmpty();
        assertThat(run(two, "--run", "b")).isZero();
        assertThat(core.requests()).hasSize(1);
    }

    @Test
    void aPausedJobRunsAgainWhenTheCommandIsStarted() throws IOException {
        core.answers(request -> new Reply(400, "{}"));
        String pausing = UPDATE.replace("\"actions\"", "\"policies\":{\"pauseAfter\":1},\"actions\"");
        assertThat(run(pausing, "--once")).isEqualTo(1);
        core.answers(request -> new Reply(200, "{}"));
        assertThat(run(pausing, "--once")).isZero();
        assertThat(out.toString()).contains("The pause of 'Education' is over").contains("succeeded  Education");
    }

    @Test
    void unusableOptionIsNamedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(run(
                        UPDATE,
                        "--once",
                        "--ledger",
                        file.resolve("ledger.jsonl").toString()))
                .isEqualTo(2);
        Path damaged = Files.writeString(folder.resolve("damaged.jsonl"), "{}\n");
        assertThat(run(UPDATE, "--once", "--ledger", damaged.toString())).isEqualTo(2);
        assertThat(run(UPDATE, "--run", "Educatio")).isEqualTo(2);
        assertThat(execute("--validate", "--config", folder.resolve("none.json").toString()))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("the ledger", "cannot be opened"),
                        second -> assertThat(second).contains("damaged at line 1"),
                        third -> assertThat(third).contains("did you mean 'Education'?"),
                        fourth -> assertThat(fourth).contains("there is no job file", "none.json"));
        assertThat(core.requests()).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "--run of a disabled job ended with 0 in silence",
            now = "It ends with 2 and the reason")
    void disabledJobIsNotRunByNameAndTheReasonIsPrinted() throws IOException {
        assertThat(run(UPDATE.replace("\"actions\"", "\"enabled\":false,\"actions\""), "--run", "Education"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the job 'Education' is disabled");
        assertThat(core.requests()).isEmpty();
    }

    @Test
    void theSchemaIsPrinted() {
        assertThat(execute("--schema")).isZero();
        assertThat(out.toString()).contains("send_core_update").contains("onRecovery");
    }

    private int run(String config, String... arguments) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, config);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--config",
                file.toString(),
                "--reports",
                folder.resolve("reports").toString()));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        Clock clock = List.of(arguments).contains("--next")
                ? Clock.fixed(Instant.parse("2026-10-24T12:00:00Z"), ZoneOffset.UTC)
                : Clock.systemUTC();
        return new AutomationCommand(environment::get, clock, new PrintWriter(out), new PrintWriter(err, true))
                .execute(arguments);
    }
}
