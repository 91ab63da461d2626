package io.bhiv.stage.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSpecTest {

    @TempDir
    private Path folder;

    @Test
    void anEmptyValueTakesAnInheritedVariableAway() throws Exception {
        assertThat(System.getenv("PATH")).isNotBlank();

        assertThat(run("echo \"path=${PATH-gone},own=$OWN\"", Map.of("PATH", "", "OWN", "1")))
                .noneMatch(line -> line.contains("path=" + System.getenv("PATH")))
                .anyMatch(line -> line.endsWith(",own=1"));
    }

    @Test
    void outputIsAppendedToTheLog() throws Exception {
        run("echo one", Map.of());

        assertThat(run("echo two", Map.of())).containsSubsequence("one", "two");
    }

    @Test
    void theEmptyPathIsTheFolderOfThisProcess() throws Exception {
        ProcessSpec here =
                new ProcessSpec("here", List.of("/bin/pwd"), Path.of(""), Map.of(), true, folder.resolve("here.log"));

        assertThat(here.launch().waitFor()).isZero();

        assertThat(Files.readString(here.log()).strip())
                .isEqualTo(Path.of("").toAbsolutePath().toString());
    }

    @Test
    void secretsStayOutOfItsText() {
        assertThat(spec("true", Map.of("TERRA_WEBHOOK_SECRET", "never-shown")).toString())
                .doesNotContain("never-shown");
    }

    @Test
    void aFrozenProcessLivesAndGoesOnWhenItIsResumed() {
        Process process = spec("exec sleep 60", Map.of()).launch();
        try {
            Signal.STOP.send(process.pid());
            awaitState(process, "T");

            Signal.CONT.send(process.pid());
            awaitState(process, "S");
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitState(Process process, String letter) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(stateOf(process)).isEqualTo(letter));
    }

    /** The letter after the command's name in the kernel's table. */
    private static String stateOf(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }

    private List<String> run(String script, Map<String, String> environment) throws Exception {
        ProcessSpec spec = spec(script, environment);
        assertThat(spec.launch().waitFor()).isZero();
        return Files.readAllLines(spec.log());
    }

    private ProcessSpec spec(String script, Map<String, String> environment) {
        return new ProcessSpec(
                "script",
                List.of("/bin/sh", "-c", script),
                folder.resolve("work"),
                environment,
                true,
                folder.resolve("script.log"));
    }
}
