package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units as systemd itself reads them, on machines that have it. */
class SystemdUnitsTest {

    private static final Path UNITS = StackUnderTest.projectRoot().resolve("deploy/systemd");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

    /** In tenths: 0 is none, 100 all. {@code docs/deploy.md} says 1.2. */
    private static final String MOST_EXPOSED = "12";

    /** Older ones cannot judge files of a folder. */
    private static final int SINCE = 250;

    @TempDir
    private static Path copies;

    private record Ended(int status, String output) {}

    @BeforeAll
    static void copyWithAnExecutableThatIsThere() throws IOException, InterruptedException {
        assumeThat(ANALYZE).as("systemd-analyze").isExecutable();
        String version = run(ANALYZE.toString(), "--version").output().replaceFirst("(?s)^systemd (\\d+).*", "$1");
        assumeThat(Integer.parseInt(version)).isGreaterThanOrEqualTo(SINCE);
        for (Path unit : units()) {
            Files.writeString(
                    copies.resolve(unit.getFileName()),
                    Files.readString(unit).replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/usr/bin/true"));
        }
    }

    @Test
    void systemdUnderstandsEveryLine() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ANALYZE.toString(), "verify"));
        units().forEach(unit -> command.add(copies.resolve(unit.getFileName()).toString()));

        Ended verify = run(command.toArray(String[]::new));

        assertThat(verify.output()).isEmpty();
        assertThat(verify.status()).isZero();
    }

    @Test
    void noUnitIsMoreExposedThanTheGuideSays() throws IOException, InterruptedException {
        assertThat(Files.readString(StackUnderTest.projectRoot().resolve("docs/deploy.md")))
                .contains("rates their exposure 1.2 ");
        for (Path unit : units()) {
            Ended security = run(
                    ANALYZE.toString(),
                    "security",
                    "--no-pager",
                    "--offline=true",
                    "--threshold=" + MOST_EXPOSED,
                    copies.resolve(unit.getFileName()).toString());
            assertThat(security.status()).as(unit + "\n" + security.output()).isZero();
        }
    }

    private static List<Path> units() throws IOException {
        try (Stream<Path> files = Files.list(UNITS)) {
            List<Path> units = files.filter(file -> file.toString().endsWith(".service"))
                    .sorted()
                    .toList();
            assertThat(units).hasSize(4);
            return units;
        }
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output.strip());
    }
}
