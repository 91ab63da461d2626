package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docker compose up} does to secrets that are there already. */
class SecretsScriptTest {

    @TempDir
    Path folder;

    @Test
    void aSecondRunChangesNothing() throws Exception {
        run();
        Properties first = service("core");

        run();

        assertThat(service("core")).isEqualTo(first);
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault =
                    "An upgraded installation lacked the newer secrets, and a line that somebody had edited was damaged or overruled",
            now = "What is missing is added; what somebody wrote stays")
    void whatIsMissingIsAddedAndWhatSomebodyWroteStays() throws Exception {
        run();
        Files.writeString(
                folder.resolve("biometric/service.properties"),
                "WHOOP_WEBHOOK_SECRET = fake-of-whoop\nTERRA_WEBHOOK_SECRET=fake-of-terra");

        run();

        assertThat(service("biometric"))
                .containsEntry("WHOOP_WEBHOOK_SECRET", "fake-of-whoop")
                .containsEntry("TERRA_WEBHOOK_SECRET", "fake-of-terra")
                .containsKeys("OURA_WEBHOOK_SECRET", "BRIDGE_PG_PASSWORD", "bridge.auth.keys.page.sha256");
    }

    @Test
    void aKeyThatIsMadeAgainReplacesTheOneBefore() throws Exception {
        run();
        Properties before = service("core");
        Files.delete(folder.resolve("api-key"));

        run();

        assertThat(service("core").getProperty("bridge.auth.keys.you.sha256"))
                .hasSize(64)
                .isNotEqualTo(before.getProperty("bridge.auth.keys.you.sha256"));
        assertThat(service("core").getProperty("bridge.auth.keys.jobs.sha256"))
                .isEqualTo(before.getProperty("bridge.auth.keys.jobs.sha256"));
    }

    private void run() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(
                        "sh",
                        StackUnderTest.projectRoot()
                                .resolve("deploy/compose/secrets.sh")
                                .toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue())
                .as(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }

    private Properties service(String name) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(folder.resolve(name + "/service.properties"))) {
            properties.load(in);
        }
        return properties;
    }
}
